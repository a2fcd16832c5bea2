import { CompressionError, type CompressionFault } from "../compression/compression-error.ts";
import { none } from "./batch-layout.ts";
import { recordSource } from "./batch-records.ts";
import type { RecordBatchView } from "./record-batch-view.ts";
import { RecordCursor, type RecordSource } from "./record-cursor.ts";

export type RecordsFault =
  | { readonly kind: "malformedRecord"; readonly index: number; readonly reason: string }
  | { readonly kind: "badOffset"; readonly index: number; readonly offsetDelta: number }
  | { readonly kind: "trailingBytes"; readonly byteCount: number }
  | { readonly kind: "undecodable"; readonly fault: CompressionFault; readonly reason: string };

/** What a walk over a batch's records learns, for the checks and indexes that need more than the header. */
export interface RecordsSummary {
  readonly kind: "valid";
  /** The highest of the records' own timestamps, or -1 without records. */
  readonly maxTimestamp: number;
  /** The offset of the first record that has it, or -1. */
  readonly offsetOfMaxTimestamp: number;
  readonly minTimestamp: number;
  /** Whether some record has no key, which a compacted topic refuses. */
  readonly hasNullKey: boolean;
  readonly uncompressedBytes: number;
}

export interface RecordsCheck {
  /** What the records may grow to when decompressed. */
  readonly maxBytes?: number;
}

/**
 * Walks the records of a produced batch, as Kafka does on produce (LogValidator): every record is within bounds, its
 * headers too, offsets count 0, 1, 2 … without a gap, as many as the header says, and nothing after the last.
 */
export function validateRecords(
  batch: RecordBatchView,
  check: RecordsCheck = {},
): RecordsSummary | RecordsFault {
  let source: RecordSource;
  try {
    source = recordSource(batch, check.maxBytes);
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    return { kind: "undecodable", fault: error.fault, reason: error.message };
  }

  const cursor = new RecordCursor(source);
  let maxTimestamp = none;
  let minTimestamp = Number.POSITIVE_INFINITY;
  let offsetOfMaxTimestamp = none;
  let hasNullKey = false;
  while (cursor.next()) {
    const { index, timestamp } = cursor;
    if (cursor.offsetDelta !== index) return { kind: "badOffset", index, offsetDelta: cursor.offsetDelta };
    const reason = cursor.headersFault();
    if (reason !== null) return { kind: "malformedRecord", index, reason };
    if (timestamp > maxTimestamp) {
      maxTimestamp = timestamp;
      offsetOfMaxTimestamp = cursor.offset;
    }
    if (timestamp < minTimestamp) minTimestamp = timestamp;
    if (!cursor.hasKey) hasNullKey = true;
  }
  if (cursor.fault !== null) {
    return { kind: "malformedRecord", index: cursor.index + 1, reason: cursor.fault };
  }
  const byteCount = source.bytes.length - cursor.end;
  if (byteCount > 0) return { kind: "trailingBytes", byteCount };
  return {
    kind: "valid",
    maxTimestamp,
    offsetOfMaxTimestamp,
    minTimestamp: source.recordCount === 0 ? none : minTimestamp,
    hasNullKey,
    uncompressedBytes: source.bytes.length,
  };
}

/** A records fault in words, for an answer or a log line. */
export function describeRecordsFault(fault: RecordsFault): string {
  switch (fault.kind) {
    case "malformedRecord":
      return `record ${fault.index} cannot be read: ${fault.reason}`;
    case "badOffset":
      return `record ${fault.index} has the offset delta ${fault.offsetDelta}`;
    case "trailingBytes":
      return `${fault.byteCount} bytes follow the last record`;
    case "undecodable":
      return `the records do not decompress: ${fault.reason}`;
  }
}
