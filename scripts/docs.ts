/** Writes the pages under `docs/` that are made from tables in the code: `npm run docs`. */
import { writeFileSync } from "node:fs";
import { configurationPage } from "./configuration-page.ts";

writeFileSync(new URL("../docs/configuration.md", import.meta.url), configurationPage());
process.stdout.write("docs/configuration.md is written\n");
