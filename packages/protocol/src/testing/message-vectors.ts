import { isDeepStrictEqual } from "node:util";
import type { Message } from "../schema/index.ts";
import { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";
import { fromJson, toJson, withRecords } from "./message-json.ts";

/** What became of a set of vectors. */
export interface MessageVectorResults {
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
export function checkMessageVectors(
  lines: Iterable<string>,
  declarations: Iterable<Message>,
): MessageVectorResults {
  const byName = new Map([...declarations].map((message) => [message.name, message]));
  const results: MessageVectorResults = { passed: 0, failures: [], undeclared: new Set() };
  for (const line of lines) {
    const [name = "", version = "", hex = "", json = ""] = line.split("\t");
    const message = byName.get(name);
    if (message === undefined) {
      results.undeclared.add(name);
      continue;
    }
    const fault = messageVectorFault(message, Number(version), hex, json);
    if (fault === null) results.passed += 1;
    else results.failures.push(`${name} version ${version}: ${fault}`);
  }
  return results;
}

/** What is wrong with one vector, or null. */
export function messageVectorFault(
  message: Message,
  version: number,
  hex: string,
  json: string,
): string | null {
  try {
    const bytes = Buffer.from(hex, "hex");
    const reader = new Reader(bytes);
    const value = message.decode(reader, version);
    if (reader.remaining > 0) return `${reader.remaining} bytes are left over`;
    const decoded = toJson(message.fields, value, version);
    const stated = withRecords(message.fields, JSON.parse(json) as Record<string, unknown>, decoded);
    if (!isDeepStrictEqual(decoded, stated)) return `decodes to ${JSON.stringify(decoded)}, not to ${json}`;
    return (
      encodingFault(message, fromJson(message.fields, stated), version, hex) ??
      encodingFault(message, value, version, hex)
    );
  } catch (error) {
    return String(error);
  }
}

function encodingFault(
  message: Message,
  value: Record<string, unknown>,
  version: number,
  hex: string,
): string | null {
  const writer = new Writer();
  message.encode(writer, value, version);
  const encoded = writer.toBuffer().toString("hex");
  return encoded === hex.toLowerCase() ? null : `encodes to ${encoded}, not to ${hex}`;
}
