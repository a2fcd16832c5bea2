const entryBytes = 8;
const initialEntries = 16;
const maxRelativeOffset = 2_147_483_647;

/**
 * Where in a segment's file an offset is, sparsely: entries of `int32 offset − base, int32 position`, one after each
 * `index.interval.bytes` of records (OffsetIndex). An entry holds a batch's *last* offset and the batch's position, so the
 * batch that contains an offset begins at or after the position found for it.
 *
 * It is kept in memory and written as a whole when its segment is rolled, flushed or closed: what a crash leaves
 * unwritten, recovery makes again from the records.
 */
export class OffsetIndex {
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

  get isFull(): boolean {
    return this.#count >= this.#maxEntries;
  }

  /** What the file holds: entries, and nothing behind them. A view that later appends do not change. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#count * entryBytes);
  }

  /** Whether an offset can be told in 31 bits from the segment's base. */
  canHold(offset: number): boolean {
    const relative = offset - this.baseOffset;
    return relative >= 0 && relative <= maxRelativeOffset;
  }

  append(lastOffset: number, position: number): void {
    if (this.isFull) return;
    if (this.#bytes.length < (this.#count + 1) * entryBytes) this.#grow();
    this.#bytes.writeInt32BE(lastOffset - this.baseOffset, this.#count * entryBytes);
    this.#bytes.writeInt32BE(position, this.#count * entryBytes + 4);
    this.#count++;
  }

  /** A position at or before the batch that contains `offset`: the nearest that is known. */
  positionOf(offset: number): number {
    const entry = this.#floor(offset);
    return entry < 0 ? 0 : this.#bytes.readInt32BE(entry * entryBytes + 4);
  }

  /** The position of the last entry, from where the rest of the segment can be walked. */
  get lastPosition(): number {
    return this.#count === 0 ? 0 : this.#bytes.readInt32BE((this.#count - 1) * entryBytes + 4);
  }

  /** The nearest known beginning of a batch at or before `position`. */
  batchAtOrBefore(position: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#bytes.readInt32BE(middle * entryBytes + 4) <= position) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.#bytes.readInt32BE((low - 1) * entryBytes + 4);
  }

  /** Forgets entries that lie at or beyond `offset`. */
  truncateTo(offset: number): void {
    this.#count = this.#floor(offset - 1) + 1;
  }

  clear(): void {
    this.#count = 0;
  }

  /** The last entry whose offset is at most `offset`, or -1. */
  #floor(offset: number): number {
    const relative = offset - this.baseOffset;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#bytes.readInt32BE(middle * entryBytes) <= relative) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #grow(): void {
    const grown = Buffer.allocUnsafe(Math.max(initialEntries * entryBytes, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#count * entryBytes);
    this.#bytes = grown;
  }
}

/** Kafka preallocates the file and trims it when it closes it; after a crash a tail of zeros is left. */
function countEntries(content: Buffer): number {
  const capacity = Math.floor(content.length / entryBytes);
  let count = 0;
  let previous = -1;
  while (count < capacity) {
    const relative = content.readInt32BE(count * entryBytes);
    // No entry points to the segment's beginning: the first comes after an interval of bytes.
    if (relative <= previous || content.readInt32BE(count * entryBytes + 4) <= 0) break;
    previous = relative;
    count++;
  }
  return count;
}
