import { isDeepStrictEqual } from "node:util";
import type { Message } from "../schema/message.ts";
import { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";
import { toJson } from "./message-json.ts";

/** What became of a set of vectors. */
export interface VectorResults {
  passed: number;
  /** One line each. */
  readonly failures: string[];
  /** Names of messages that nobody declares. */
  readonly undeclared: Set<string>;
}

/**
 * Checks lines of `name, version, hex, JSON` both ways: the bytes decode to the value, and the value encodes to the
 * bytes. Lines of messages that are not among the declarations are set aside.
 */
export function checkMessageVectors(lines: Iterable<string>, declarations: Iterable<Message>): VectorResults {
  const byName = new Map([...declarations].map((message) => [message.name, message]));
  const results: VectorResults = { passed: 0, failures: [], undeclared: new Set() };
  for (const line of lines) {
    if (line === "") continue;
    const [name = "", version = "", hex = "", json = ""] = line.split("\t");
    const message = byName.get(name);
    if (message === undefined) {
      results.undeclared.add(name);
      continue;
    }
    const fault = checkVector(message, Number(version), Buffer.from(hex, "hex"), JSON.parse(json));
    if (fault === null) results.passed += 1;
    else results.failures.push(`${name} version ${version}: ${fault}`);
  }
  return results;
}

function checkVector(
  message: Message,
  version: number,
  bytes: Buffer,
  json: Record<string, unknown>,
): string | null {
  try {
    const reader = new Reader(bytes);
    const value = message.decode(reader, version);
    const decoded = toJson(message.fields, value, version);
    if (reader.remaining > 0) return `${reader.remaining} bytes are left over`;
    if (!isDeepStrictEqual(decoded, json)) {
      return `decodes to ${JSON.stringify(decoded)} instead of ${JSON.stringify(json)}`;
    }
    const writer = new Writer();
    message.encode(writer, value, version);
    const encoded = writer.toBuffer();
    return encoded.equals(bytes)
      ? null
      : `encodes to ${encoded.toString("hex")} instead of ${bytes.toString("hex")}`;
  } catch (error) {
    return String(error);
  }
}
