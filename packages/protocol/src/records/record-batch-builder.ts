import type { CompressionCodec } from "../compression/codec.ts";
import { compress } from "../compression/compress.ts";
import {
  attribute,
  batchHeaderBytes,
  codecId,
  currentMagic,
  field,
  logOverhead,
  none,
} from "./batch-layout.ts";
import { writeInt64 } from "./int64.ts";
import { updateCrc } from "./patch-batch.ts";
import { noHeaders, type RecordHeader, recordBodySize, writeRecord } from "./record-encoding.ts";
import { varintSize } from "./varint.ts";

export interface RecordBatchOptions {
  readonly baseOffset?: number;
  readonly partitionLeaderEpoch?: number;
  readonly codec?: CompressionCodec;
  /** The codec's own scale; its usual default if not given. */
  readonly compressionLevel?: number;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly isTransactional?: boolean;
  readonly isControl?: boolean;
  /** Given, the batch has the broker's time: this one, for all its records. */
  readonly logAppendTime?: number;
  /** Given, the time after which compaction may drop the batch's tombstones and markers (KIP-534). */
  readonly deleteHorizonMs?: number;
  /** The last offset the batch stands for, when compaction removed its last records. */
  readonly lastOffset?: number;
  /** Given, the batch keeps this maximum though no record has it: what compaction demands of an empty batch. */
  readonly maxTimestamp?: number;
  /** Room to begin with, so that a caller who knows the size gets one allocation. */
  readonly initialBytes?: number;
}

const defaultInitialBytes = 1024;

/**
 * Encodes records, as they come, straight into the buffer that becomes the batch. Offsets count up from the base offset
 * unless one is given; they must rise.
 */
export class RecordBatchBuilder {
  readonly #options: RecordBatchOptions;
  readonly #baseOffset: number;
  #buffer: Buffer;
  #end: number = batchHeaderBytes;
  #recordCount = 0;
  #lastOffset: number;
  #baseTimestamp: number;
  #hasBaseTimestamp: boolean;
  #maxTimestamp: number = none;
  #offsetOfMaxTimestamp: number = none;

  constructor(options: RecordBatchOptions = {}) {
    this.#options = options;
    this.#baseOffset = options.baseOffset ?? 0;
    this.#lastOffset = this.#baseOffset - 1;
    this.#baseTimestamp = options.deleteHorizonMs ?? none;
    this.#hasBaseTimestamp = options.deleteHorizonMs !== undefined;
    this.#buffer = Buffer.allocUnsafeSlow(
      Math.max(options.initialBytes ?? defaultInitialBytes, batchHeaderBytes),
    );
  }

  get recordCount(): number {
    return this.#recordCount;
  }

  /** The size of the batch so far, before compression. */
  get sizeInBytes(): number {
    return this.#end;
  }

  /** The highest timestamp so far, or -1. */
  get maxTimestamp(): number {
    return this.#maxTimestamp;
  }

  /** The offset of the first record that has the highest timestamp, or -1. */
  get offsetOfMaxTimestamp(): number {
    return this.#offsetOfMaxTimestamp;
  }

  get nextOffset(): number {
    return this.#lastOffset + 1;
  }

  /** What appending this record would add to {@link sizeInBytes}. */
  sizeOfNext(
    timestamp: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = noHeaders,
  ): number {
    const timestampDelta = this.#hasBaseTimestamp ? timestamp - this.#baseTimestamp : 0;
    const offsetDelta = this.#lastOffset + 1 - this.#baseOffset;
    const bodySize = recordBodySize(offsetDelta, timestampDelta, key, value, headers);
    return varintSize(bodySize) + bodySize;
  }

  /** Adds a record and returns its offset. */
  append(
    timestamp: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = noHeaders,
    offset: number = this.#lastOffset + 1,
  ): number {
    if (!this.#hasBaseTimestamp) {
      this.#baseTimestamp = timestamp;
      this.#hasBaseTimestamp = true;
    }
    const offsetDelta = offset - this.#baseOffset;
    const timestampDelta = timestamp - this.#baseTimestamp;
    const bodySize = recordBodySize(offsetDelta, timestampDelta, key, value, headers);
    this.#makeRoom(varintSize(bodySize) + bodySize);
    this.#end = writeRecord(
      this.#buffer,
      this.#end,
      bodySize,
      offsetDelta,
      timestampDelta,
      key,
      value,
      headers,
    );
    this.#recordCount++;
    this.#lastOffset = offset;
    if (timestamp > this.#maxTimestamp) {
      this.#maxTimestamp = timestamp;
      this.#offsetOfMaxTimestamp = offset;
    }
    return offset;
  }

  /** Compresses, fills in the header and returns the batch. The builder is spent: it gives its buffer away. */
  build(): Buffer {
    const codec = this.#options.codec ?? "none";
    // A batch without records carries no compressed nothing: compaction writes it as a bare header.
    const batch =
      codec === "none" || this.#recordCount === 0
        ? this.#buffer.subarray(0, this.#end)
        : this.#compressed(codec);
    this.#writeHeader(batch, this.#recordCount === 0 ? "none" : codec);
    return batch;
  }

  #compressed(codec: CompressionCodec): Buffer {
    const records = this.#buffer.subarray(batchHeaderBytes, this.#end);
    const packed = compress(codec, records, { level: this.#options.compressionLevel });
    const batch = Buffer.allocUnsafeSlow(batchHeaderBytes + packed.length);
    batch.set(packed, batchHeaderBytes);
    return batch;
  }

  #writeHeader(batch: Buffer, codec: CompressionCodec): void {
    const options = this.#options;
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    let attributes = codecId(codec);
    if (options.logAppendTime !== undefined) attributes |= attribute.logAppendTime;
    if (options.isTransactional === true) attributes |= attribute.transactional;
    if (options.isControl === true) attributes |= attribute.control;
    if (options.deleteHorizonMs !== undefined) attributes |= attribute.deleteHorizon;

    writeInt64(view, field.baseOffset, this.#baseOffset);
    view.setInt32(field.length, batch.length - logOverhead);
    view.setInt32(field.partitionLeaderEpoch, options.partitionLeaderEpoch ?? none);
    view.setInt8(field.magic, currentMagic);
    view.setInt16(field.attributes, attributes);
    view.setInt32(field.lastOffsetDelta, (options.lastOffset ?? this.#lastOffset) - this.#baseOffset);
    writeInt64(view, field.baseTimestamp, this.#baseTimestamp);
    writeInt64(view, field.maxTimestamp, options.logAppendTime ?? options.maxTimestamp ?? this.#maxTimestamp);
    writeInt64(view, field.producerId, options.producerId ?? none);
    view.setInt16(field.producerEpoch, options.producerEpoch ?? none);
    view.setInt32(field.baseSequence, options.baseSequence ?? none);
    view.setInt32(field.recordCount, this.#recordCount);
    updateCrc(batch, 0);
  }

  #makeRoom(byteCount: number): void {
    const needed = this.#end + byteCount;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.#end));
    this.#buffer = grown;
  }
}
