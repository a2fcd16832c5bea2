import { crc32c } from "@ottla/protocol";
import { readInt64, writeInt64 } from "./int64.ts";

/** One producer in a `.snapshot` file: the last batch it wrote, and the transaction that it has open. */
export interface ProducerSnapshotEntry {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** -1 where no batch is remembered. */
  readonly lastSequence: number;
  readonly lastOffset: number;
  readonly offsetDelta: number;
  readonly timestamp: number;
  /** Of the coordinator whose marker was last, or -1. */
  readonly coordinatorEpoch: number;
  /** First offset of the open transaction, or -1. */
  readonly currentTransactionFirstOffset: number;
}

const version = 1;
const headerBytes = 10;
const entryBytes = 46;
const crcPosition = 2;
const coveredFrom = 6;

/** `int16 version, uint32 crc32c of what follows, int32 count`, then entries (ProducerStateManager). */
export function encodeProducerSnapshot(entries: readonly ProducerSnapshotEntry[]): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + entries.length * entryBytes);
  bytes.writeInt16BE(version, 0);
  bytes.writeInt32BE(entries.length, coveredFrom);
  let position = headerBytes;
  for (const entry of entries) {
    writeInt64(bytes, position, entry.producerId);
    bytes.writeInt16BE(entry.producerEpoch, position + 8);
    bytes.writeInt32BE(entry.lastSequence, position + 10);
    writeInt64(bytes, position + 14, entry.lastOffset);
    bytes.writeInt32BE(entry.offsetDelta, position + 22);
    writeInt64(bytes, position + 26, entry.timestamp);
    bytes.writeInt32BE(entry.coordinatorEpoch, position + 34);
    writeInt64(bytes, position + 38, entry.currentTransactionFirstOffset);
    position += entryBytes;
  }
  bytes.writeUInt32BE(crc32c(bytes.subarray(coveredFrom)), crcPosition);
  return bytes;
}

/** Null where the file is not whole, not of this version, or not what was written. A snapshot can always be made again. */
export function decodeProducerSnapshot(bytes: Buffer): ProducerSnapshotEntry[] | null {
  if (bytes.length < headerBytes || bytes.readInt16BE(0) !== version) return null;
  const count = bytes.readInt32BE(coveredFrom);
  const end = headerBytes + count * entryBytes;
  // A longer file is one that Kafka wrote over an older, longer one without cutting it.
  if (count < 0 || end > bytes.length) return null;
  if (crc32c(bytes.subarray(coveredFrom, end)) !== bytes.readUInt32BE(crcPosition)) {
    if (crc32c(bytes.subarray(coveredFrom)) !== bytes.readUInt32BE(crcPosition)) return null;
  }
  const entries: ProducerSnapshotEntry[] = [];
  for (let position = headerBytes; position < end; position += entryBytes) {
    entries.push({
      producerId: readInt64(bytes, position),
      producerEpoch: bytes.readInt16BE(position + 8),
      lastSequence: bytes.readInt32BE(position + 10),
      lastOffset: readInt64(bytes, position + 14),
      offsetDelta: bytes.readInt32BE(position + 22),
      timestamp: readInt64(bytes, position + 26),
      coordinatorEpoch: bytes.readInt32BE(position + 34),
      currentTransactionFirstOffset: readInt64(bytes, position + 38),
    });
  }
  return entries;
}
