import { type CompressionCodec, compressionCodecs } from "../compression/codec.ts";

/**
 * Where the fields of a record batch of magic 2 stand (KIP-98, clients/…/DefaultRecordBatch): 61 bytes of header,
 * then the records, which alone are compressed. The checksum covers everything from the attributes on, so the base
 * offset, the length and the leader epoch can be rewritten without touching it.
 */
export const field = {
  baseOffset: 0,
  length: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const;

/** Base offset and length: what stands before the bytes that the length counts. Every magic begins this way. */
export const logOverhead = 12;
export const batchHeaderBytes: number = field.records;
/** The smallest value the length field of a magic 2 batch can hold: a header and no records. */
export const minBatchLength: number = batchHeaderBytes - logOverhead;
/** The length field of no record set of any magic holds less than the oldest record takes. */
export const minRecordBytes = 14;
/** Up to the magic byte, all magics look the same; this many bytes tell which one it is. */
export const magicEnd: number = field.magic + 1;

export const currentMagic = 2;

export const attribute = {
  codecMask: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  /** KIP-534: the base timestamp holds the time after which compaction may drop tombstones and markers. */
  deleteHorizon: 0x40,
} as const;

export type TimestampType = "CreateTime" | "LogAppendTime";

/** "No producer", "no epoch", "no sequence", "no timestamp": all the same on the wire. */
export const none = -1;

export function codecId(codec: CompressionCodec): number {
  return compressionCodecs.indexOf(codec);
}

/** The codec that attributes name, or undefined for the three ids that nobody has been given. */
export function codecOf(attributes: number): CompressionCodec | undefined {
  return compressionCodecs[attributes & attribute.codecMask];
}

/** Sequence numbers wrap from 2^31-1 to 0 (KIP-98). */
export function addToSequence(sequence: number, increment: number): number {
  return (sequence + increment) % 2_147_483_648;
}
