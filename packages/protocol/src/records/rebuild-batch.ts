import type { CompressionCodec } from "../compression/codec.ts";
import { compress } from "../compression/compress.ts";
import { attribute, batchHeaderBytes, codecId, field, logOverhead } from "./batch-layout.ts";
import { recordSource } from "./batch-records.ts";
import { updateCrc } from "./patch-batch.ts";
import type { RecordBatchView } from "./record-batch-view.ts";

export interface Recompression {
  readonly codec: CompressionCodec;
  readonly level?: number;
  /** What the records may grow to when decompressed. */
  readonly maxBytes?: number;
}

/**
 * The same batch in another codec, in a buffer of its own: what a topic's `compression.type` asks for. Header and records
 * stay byte for byte as they are, but for codec, length and checksum. Throws CompressionError like reading the batch does.
 */
export function rebuildBatch(batch: RecordBatchView, { codec, level, maxBytes }: Recompression): Buffer {
  const records = recordSource(batch, maxBytes).bytes;
  const packed = batch.recordCount === 0 ? records : compress(codec, records, { level });
  const rebuilt = Buffer.allocUnsafeSlow(batchHeaderBytes + packed.length);
  rebuilt.set(batch.buffer.subarray(batch.position, batch.position + batchHeaderBytes));
  rebuilt.set(packed, batchHeaderBytes);
  rebuilt.writeInt32BE(rebuilt.length - logOverhead, field.length);
  rebuilt.writeInt16BE((batch.attributes & ~attribute.codecMask) | codecId(codec), field.attributes);
  updateCrc(rebuilt, 0);
  return rebuilt;
}
