import type { SharedBuffer } from "@ottla/runtime";
import type { TailCache } from "./tail-cache.ts";
import type { KeepableBytes, KeptBytes } from "./tail-memory.ts";

/** What one append left in memory. */
export interface TailEntry {
  readonly tail: Tail;
  /** Nothing once the entry is dropped: others may use the memory then. */
  bytes: Buffer;
  readonly memory: SharedBuffer;
  readonly heldBytes: number;
  readonly baseOffset: number;
  readonly nextOffset: number;
  /** The segment it is in: reads do not cross from one to the next. */
  readonly segmentBaseOffset: number;
  isDropped: boolean;
}

/** Dropped entries at the front of the list are cut off in one go when there are this many, and half of all. */
const cutAfter = 64;

/** The end of one log, as it was appended: whole batches, oldest first, without a gap. */
export class Tail {
  readonly #cache: TailCache;
  #entries: TailEntry[] = [];
  #first = 0;

  constructor(cache: TailCache) {
    this.#cache = cache;
  }

  /** Where the part that is in memory begins, or infinity where none is. */
  get startOffset(): number {
    return this.#entries[this.#first]?.baseOffset ?? Number.POSITIVE_INFINITY;
  }

  /** Keeps bytes, for readers and for the caller, who lets go of their memory when they are written. */
  add(appended: KeepableBytes, baseOffset: number, nextOffset: number, segmentBaseOffset: number): KeptBytes {
    const kept = this.#cache.keep(appended);
    kept.memory.hold();
    const entry: TailEntry = {
      tail: this,
      ...kept,
      baseOffset,
      nextOffset,
      segmentBaseOffset,
      isDropped: false,
    };
    this.#entries.push(entry);
    this.#cache.add(entry);
    return kept;
  }

  /** The index of the entry that holds `offset`, or -1. */
  find(offset: number): number {
    const entries = this.#entries;
    let low = this.#first;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((entries[middle]?.nextOffset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const entry = entries[low];
    return entry !== undefined && entry.baseOffset <= offset ? low : -1;
  }

  at(index: number): TailEntry | undefined {
    return this.#entries[index];
  }

  /** Called by the cache, which takes the oldest of all logs first. */
  dropOldest(): void {
    this.#first++;
    const { length } = this.#entries;
    // Rarely enough that each entry is moved once on average, however many there are.
    if (this.#first < length && (this.#first < cutAfter || this.#first * 2 < length)) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }

  /** Forgets what lies at or beyond `offset`. */
  truncateTo(offset: number): void {
    while (this.#entries.length > this.#first) {
      const last = this.#entries.at(-1);
      if (last === undefined || last.nextOffset <= offset) return;
      this.#entries.pop();
      this.#cache.forget(last);
    }
  }

  clear(): void {
    this.truncateTo(-1);
  }
}
