/** Pages that are made from tables in the code say what the code says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { configurationPage } from "../scripts/configuration-page.ts";
import { root } from "./sources.ts";

test("docs/configuration.md is what `npm run docs` writes", () => {
  assert.equal(readFileSync(join(root, "docs/configuration.md"), "utf8"), configurationPage());
});
