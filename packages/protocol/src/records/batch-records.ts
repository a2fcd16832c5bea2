import { decompress } from "../compression/decompress.ts";
import type { RecordBatchView } from "./record-batch-view.ts";
import { RecordCursor, type RecordSource, type RecordView } from "./record-cursor.ts";
import { RecordsError } from "./records-error.ts";

/** What one batch may grow to when decompressed, unless the caller says otherwise. */
export const defaultMaxDecompressedBytes: number = 256 * 1024 * 1024;

/** The records of a batch, ready to be read: decompressed if need be, into at most `maxBytes`. */
export function recordSource(batch: RecordBatchView, maxBytes = defaultMaxDecompressedBytes): RecordSource {
  const packed = batch.recordBytes();
  return {
    // A bare header carries no compressed nothing: compaction empties a batch and leaves its attributes.
    bytes: batch.recordCount === 0 ? packed : decompress(batch.codec, packed, maxBytes),
    recordCount: batch.recordCount,
    baseOffset: batch.baseOffset,
    baseTimestamp: batch.baseTimestamp,
    logAppendTime: batch.timestampType === "LogAppendTime" ? batch.maxTimestamp : null,
    baseSequence: batch.baseSequence,
  };
}

/** Calls `visit` for every record, in order, with one {@link RecordCursor} that shows each in turn. */
export function forEachRecord(
  batch: RecordBatchView,
  visit: (record: RecordCursor) => void,
  maxBytes?: number,
): void {
  const cursor = new RecordCursor(recordSource(batch, maxBytes));
  while (cursor.next()) visit(cursor);
  throwAtFault(cursor);
}

/** Every record of the batch, as views that decode on access. */
export function recordsOf(batch: RecordBatchView, maxBytes?: number): RecordView[] {
  const source = recordSource(batch, maxBytes);
  const cursor = new RecordCursor(source);
  const records: RecordView[] = [];
  while (cursor.next()) records.push(cursor.toView());
  throwAtFault(cursor);
  return records;
}

function throwAtFault(cursor: RecordCursor): void {
  if (cursor.fault !== null) throw new RecordsError(`record ${cursor.index + 1}: ${cursor.fault}`);
}
