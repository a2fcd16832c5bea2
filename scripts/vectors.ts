/**
 * Checks what Apache Kafka's own classes wrote against our declarations, both ways, line by line.
 *
 *     npm run vectors -- [FILE…]
 *
 * A file has lines in the format of `messages.tsv` (name, version, hex, JSON) or of `batches.tsv` (name, hex, JSON), and
 * may be packed with gzip. Without a file, the project's own copies are checked.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { runVectors, testDataLines } from "@ottla/protocol/testing";
import { declaredMessages } from "./declared-messages.ts";

const ownCopies = ["messages.tsv.gz", "batches.tsv.gz"];
const maxFailuresShown = 20;

process.exitCode = main(process.argv.slice(2));

function main(files: readonly string[]): number {
  const sources: [name: string, read: () => string][] =
    files.length === 0
      ? ownCopies.map((name) => [name, () => testDataLines(name).join("\n")])
      : files.map((path) => [path, () => contentOf(path)]);
  let passed = 0;
  let failed = 0;
  for (const [name, read] of sources) {
    try {
      const results = runVectors([read()], declaredMessages);
      passed += results.passed;
      failed += results.failed;
      say(`${name}: ${results.passed} passed, ${results.failed} failed`);
      for (const failure of results.failures.slice(0, maxFailuresShown)) say(`  ${failure.slice(0, 2000)}`);
      if (results.failed > maxFailuresShown) say(`  … and ${results.failed - maxFailuresShown} more`);
    } catch (error) {
      failed += 1;
      say(`${name}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function contentOf(path: string): string {
  const content = readFileSync(path);
  const isPacked = content.length > 2 && content.readUInt16BE(0) === 0x1f8b;
  return (isPacked ? gunzipSync(content) : content).toString();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
