import type { Message } from "../schema/index.ts";
import { batchVectorFault } from "./batch-vector.ts";
import { messageVectorFault } from "./message-vectors.ts";

/** What became of files of vectors. */
export interface VectorResults {
  passed: number;
  failed: number;
  /** One line each: what it is, and what is wrong with it. */
  readonly failures: string[];
}

/**
 * Checks the lines of files both ways, in either of two formats that are told apart by their columns: messages
 * (`name, version, hex, JSON`) and record batches (`name, hex, JSON`). A message that is not declared fails.
 */
export function runVectors(contents: Iterable<string>, declarations: Iterable<Message>): VectorResults {
  const byName = new Map([...declarations].map((message) => [message.name, message]));
  const results: VectorResults = { passed: 0, failed: 0, failures: [] };
  for (const content of contents) {
    for (const line of content.split(/\r?\n/)) {
      if (line.trim() === "") continue;
      const columns = line.split("\t");
      const fault = vectorFault(columns, byName);
      if (fault === null) {
        results.passed += 1;
      } else {
        results.failed += 1;
        results.failures.push(`${columns[0]}: ${fault}`);
      }
    }
  }
  return results;
}

function vectorFault(columns: readonly string[], byName: ReadonlyMap<string, Message>): string | null {
  if (columns.length === 3) return batchVectorFault(columns[1]!, columns[2]!);
  if (columns.length !== 4) return `a line has 3 or 4 columns, not ${columns.length}`;
  const [name, version, hex, json] = columns as [string, string, string, string];
  const message = byName.get(name);
  if (message === undefined) return "is not declared";
  const fault = messageVectorFault(message, Number(version), hex, json);
  return fault === null ? null : `version ${version} ${fault}`;
}
