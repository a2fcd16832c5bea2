import { batchHeaderBytes } from "./batch-layout.ts";
import { RecordBatchBuilder, type RecordBatchOptions } from "./record-batch-builder.ts";
import { noHeaders, type RecordHeader, recordBodySize } from "./record-encoding.ts";
import { varintSize } from "./varint.ts";

export interface RecordInput {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly timestamp: number;
  readonly headers?: readonly RecordHeader[];
  /** One more than the record before, if not given. */
  readonly offset?: number;
}

export interface RecordBatchInput extends RecordBatchOptions {
  readonly records: readonly RecordInput[];
}

/**
 * A record batch from records at hand, in a buffer of exactly its size.
 *
 * @example
 * buildRecordBatch({ baseOffset: 7, records: [{ key: null, value: Buffer.from("v"), timestamp: 1_700_000_000_000 }] })
 */
export function buildRecordBatch(input: RecordBatchInput): Buffer {
  const builder = new RecordBatchBuilder({ ...input, initialBytes: exactSize(input) });
  for (const record of input.records) {
    builder.append(record.timestamp, record.key, record.value, record.headers, record.offset);
  }
  return builder.build();
}

function exactSize(input: RecordBatchInput): number {
  const baseOffset = input.baseOffset ?? 0;
  const baseTimestamp = input.deleteHorizonMs ?? input.records[0]?.timestamp ?? 0;
  let nextOffset = baseOffset;
  let size = batchHeaderBytes;
  for (const record of input.records) {
    const offset = record.offset ?? nextOffset;
    const bodySize = recordBodySize(
      offset - baseOffset,
      record.timestamp - baseTimestamp,
      record.key,
      record.value,
      record.headers ?? noHeaders,
    );
    size += varintSize(bodySize) + bodySize;
    nextOffset = offset + 1;
  }
  return size;
}
