import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Lines of a file of Kafka's own data under `testdata/`, unpacked. */
export function testDataLines(name: string): string[] {
  const content = readFileSync(new URL(`../../testdata/${name}`, import.meta.url));
  const text = name.endsWith(".gz") ? gunzipSync(content) : content;
  return text
    .toString()
    .split("\n")
    .filter((line) => line !== "");
}
