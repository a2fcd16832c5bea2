import { crc32c } from "../checksums/index.ts";
import type { CompressionCodec } from "../compression/codec.ts";
import {
  addToSequence,
  attribute,
  batchHeaderBytes,
  codecOf,
  field,
  logOverhead,
  none,
  type TimestampType,
} from "./batch-layout.ts";
import { forEachRecord, recordSource, recordsOf } from "./batch-records.ts";
import { readInt64 } from "./int64.ts";
import { RecordCursor, type RecordView } from "./record-cursor.ts";
import { RecordsError } from "./records-error.ts";

/**
 * A record batch of magic 2, read where it lies. Nothing is copied or decoded ahead: a view is a buffer and a position,
 * and each field is read on access. One view can be moved along a buffer with {@link at}, so that a loop over a segment
 * allocates nothing.
 *
 * It believes what it reads. Bytes from outside go through `checkBatch` first.
 */
export class RecordBatchView {
  readonly buffer: Buffer;
  #view: DataView;
  #position: number;

  constructor(buffer: Buffer, position = 0) {
    this.buffer = buffer;
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    this.#position = position;
  }

  /** Moves this view to another batch of the same buffer, and returns it. */
  at(position: number): this {
    this.#position = position;
    return this;
  }

  get position(): number {
    return this.#position;
  }

  /** Where the next batch begins, if there is one. */
  get end(): number {
    return this.#position + this.sizeInBytes;
  }

  get baseOffset(): number {
    return readInt64(this.#view, this.#position + field.baseOffset);
  }

  /** The batch's last offset. Compaction may have removed the record that had it. */
  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta;
  }

  get nextOffset(): number {
    return this.lastOffset + 1;
  }

  get lastOffsetDelta(): number {
    return this.#view.getInt32(this.#position + field.lastOffsetDelta);
  }

  get sizeInBytes(): number {
    return logOverhead + this.#view.getInt32(this.#position + field.length);
  }

  get partitionLeaderEpoch(): number {
    return this.#view.getInt32(this.#position + field.partitionLeaderEpoch);
  }

  get magic(): number {
    return this.#view.getInt8(this.#position + field.magic);
  }

  get crc(): number {
    return this.#view.getUint32(this.#position + field.crc);
  }

  get attributes(): number {
    return this.#view.getInt16(this.#position + field.attributes);
  }

  /** Throws RecordsError for the ids 5 to 7, which name no codec. */
  get codec(): CompressionCodec {
    const codec = codecOf(this.attributes);
    if (codec === undefined) throw new RecordsError(`no codec has the id ${this.attributes & 7}`);
    return codec;
  }

  get isCompressed(): boolean {
    return (this.attributes & attribute.codecMask) !== 0;
  }

  get timestampType(): TimestampType {
    return this.attributes & attribute.logAppendTime ? "LogAppendTime" : "CreateTime";
  }

  get isTransactional(): boolean {
    return (this.attributes & attribute.transactional) !== 0;
  }

  get isControl(): boolean {
    return (this.attributes & attribute.control) !== 0;
  }

  get hasDeleteHorizon(): boolean {
    return (this.attributes & attribute.deleteHorizon) !== 0;
  }

  /** When compaction may drop this batch's tombstones and markers (KIP-534), or null if no round has decided yet. */
  get deleteHorizonMs(): number | null {
    return this.hasDeleteHorizon ? this.baseTimestamp : null;
  }

  /** What the records' timestamp deltas count from. The delete horizon, in a batch that has one. */
  get baseTimestamp(): number {
    return readInt64(this.#view, this.#position + field.baseTimestamp);
  }

  get maxTimestamp(): number {
    return readInt64(this.#view, this.#position + field.maxTimestamp);
  }

  get producerId(): number {
    return readInt64(this.#view, this.#position + field.producerId);
  }

  get hasProducerId(): boolean {
    return this.producerId > none;
  }

  get producerEpoch(): number {
    return this.#view.getInt16(this.#position + field.producerEpoch);
  }

  get baseSequence(): number {
    return this.#view.getInt32(this.#position + field.baseSequence);
  }

  get lastSequence(): number {
    const baseSequence = this.baseSequence;
    return baseSequence === none ? none : addToSequence(baseSequence, this.lastOffsetDelta);
  }

  /** How many records the batch holds, after compaction possibly none. Offsets follow from deltas, never from this. */
  get recordCount(): number {
    return this.#view.getInt32(this.#position + field.recordCount);
  }

  isCrcValid(): boolean {
    return this.computeCrc() === this.crc;
  }

  computeCrc(): number {
    return crc32c(this.buffer.subarray(this.#position + field.attributes, this.end));
  }

  /** The whole batch, as a view of the buffer. */
  bytes(): Buffer {
    return this.buffer.subarray(this.#position, this.end);
  }

  /** What follows the header: the records, compressed if the attributes say so. A view of the buffer. */
  recordBytes(): Buffer {
    return this.buffer.subarray(this.#position + batchHeaderBytes, this.end);
  }

  /**
   * Every record, as views that decode on access. Decompresses into at most `maxBytes`.
   *
   * This and {@link forEachRecord} throw RecordsError or CompressionError where the batch is not what it says it is.
   */
  records(maxBytes?: number): RecordView[] {
    return recordsOf(this, maxBytes);
  }

  /** Shows every record to `visit` without allocating: see {@link RecordCursor}, which is valid for the call only. */
  forEachRecord(visit: (record: RecordCursor) => void, maxBytes?: number): void {
    forEachRecord(this, visit, maxBytes);
  }

  /** A pass over the records that the caller drives, and may leave early: see {@link RecordCursor}. */
  cursor(maxBytes?: number): RecordCursor {
    return new RecordCursor(recordSource(this, maxBytes));
  }
}
