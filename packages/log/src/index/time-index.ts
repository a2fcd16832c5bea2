import { readInt64, writeInt64 } from "../format/int64.ts";

const entryBytes = 12;
const initialEntries = 8;

/**
 * From when on a segment has records of a time: entries of `int64 timestamp, int32 offset − base`, which say that no
 * record up to that offset is later than that timestamp (KIP-33). Timestamps only grow from entry to entry. The last entry,
 * written when the segment is rolled or closed, holds the segment's largest timestamp: retention goes by it.
 */
export class TimeIndex {
  readonly baseOffset: number;
  readonly #maxEntries: number;
  #bytes: Buffer;
  #count: number;

  constructor(baseOffset: number, maxBytes: number, content: Buffer = Buffer.alloc(0)) {
    this.baseOffset = baseOffset;
    this.#maxEntries = Math.floor(maxBytes / entryBytes);
    this.#bytes = content;
    this.#count = countEntries(content);
  }

  get count(): number {
    return this.#count;
  }

  /** Full with one entry to spare, which is the last one's (TimeIndex.isFull). */
  get isFull(): boolean {
    return this.#count >= this.#maxEntries - 1;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#count * entryBytes);
  }

  /** The largest timestamp that has an entry, or -1. */
  get lastTimestamp(): number {
    return this.#count === 0 ? -1 : readInt64(this.#bytes, (this.#count - 1) * entryBytes);
  }

  /** The offset of the last entry, or the segment's base. */
  get lastOffset(): number {
    if (this.#count === 0) return this.baseOffset;
    return this.baseOffset + this.#bytes.readInt32BE((this.#count - 1) * entryBytes + 8);
  }

  /** Adds an entry if the timestamp is larger than all before. */
  append(timestamp: number, offset: number): void {
    if (timestamp <= this.lastTimestamp || this.#count >= this.#maxEntries) return;
    if (this.#bytes.length < (this.#count + 1) * entryBytes) this.#grow();
    writeInt64(this.#bytes, this.#count * entryBytes, timestamp);
    this.#bytes.writeInt32BE(offset - this.baseOffset, this.#count * entryBytes + 8);
    this.#count++;
  }

  /** An offset before which no record is as late as `timestamp`. */
  offsetBefore(timestamp: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (readInt64(this.#bytes, middle * entryBytes) < timestamp) low = middle + 1;
      else high = middle;
    }
    return low === 0
      ? this.baseOffset
      : this.baseOffset + this.#bytes.readInt32BE((low - 1) * entryBytes + 8);
  }

  /** Forgets entries that lie at or beyond `offset`. */
  truncateTo(offset: number): void {
    const relative = offset - this.baseOffset;
    while (this.#count > 0 && this.#bytes.readInt32BE((this.#count - 1) * entryBytes + 8) >= relative) {
      this.#count--;
    }
  }

  clear(): void {
    this.#count = 0;
  }

  #grow(): void {
    const grown = Buffer.allocUnsafe(Math.max(initialEntries * entryBytes, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#count * entryBytes);
    this.#bytes = grown;
  }
}

/** Entries up to the zeros that Kafka's preallocation leaves after a crash. */
function countEntries(content: Buffer): number {
  const capacity = Math.floor(content.length / entryBytes);
  let count = 0;
  let previous = -1;
  while (count < capacity) {
    const timestamp = readInt64(content, count * entryBytes);
    if (timestamp <= previous) break;
    if (timestamp === 0 && content.readInt32BE(count * entryBytes + 8) === 0 && capacity > 1) break;
    previous = timestamp;
    count++;
  }
  return count;
}
