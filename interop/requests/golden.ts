/** What Apache Kafka answered, kept in the repository for machines that cannot run it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { root } from "../foundation/places.ts";
import type { Answers } from "./run-cases.ts";

/** One case a line. */
const path = join(root, "interop", "requests", "golden.jsonl.gz");

export function readGolden(): Map<string, Answers> {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n");
  const answers = lines.map((line) => JSON.parse(line) as Answers);
  return new Map(answers.map((each) => [each.name, each]));
}

/** Writes them in the order of names, so that the same answers make the same file. */
export function writeGolden(answers: ReadonlyMap<string, Answers>): void {
  const sorted = [...answers.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const text = sorted
    .map(({ name, transcript, covered }) => `${JSON.stringify({ name, transcript, covered })}\n`)
    .join("");
  writeFileSync(path, gzipSync(text, { level: 9 }));
}
