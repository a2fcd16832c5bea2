import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { SchemaRow } from "./schema-row.ts";

/**
 * Lines of a file of Kafka's own data under `testdata/`, unpacked. Where the environment variable `OTTLA_KAFKA_DATA`
 * names a directory with the same files, packed or not, they are read instead.
 */
export function testDataLines(name: string): string[] {
  const content = contentOf(name);
  const isPacked = content.length > 2 && content.readUInt16BE(0) === 0x1f8b;
  const text = isPacked ? gunzipSync(content) : content;
  return text
    .toString()
    .split("\n")
    .filter((line) => line !== "");
}

function contentOf(name: string): Buffer {
  const elsewhere = process.env["OTTLA_KAFKA_DATA"];
  if (elsewhere === undefined) return readFileSync(new URL(`../../testdata/${name}`, import.meta.url));
  try {
    return readFileSync(join(elsewhere, name));
  } catch {
    return readFileSync(join(elsewhere, name.replace(/\.gz$/, "")));
  }
}

/** Kafka's tables of fields of every message and record, or of those of one of its modules. */
export function kafkaSchemas(module?: string): SchemaRow[] {
  const rows = testDataLines("schemas.jsonl.gz").map((line) => JSON.parse(line) as SchemaRow);
  return rows.filter(
    (row) => row.validVersions !== "none" && (module === undefined || row.module === module),
  );
}
