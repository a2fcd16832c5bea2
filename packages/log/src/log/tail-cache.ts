import type { BufferPool } from "@ottla/runtime";
import type { TailEntry } from "./tail.ts";
import { type KeepableBytes, type KeptBytes, TailMemory } from "./tail-memory.ts";

/** What an entry costs beside its bytes. */
const entryOverheadBytes = 200;
const nothing = Buffer.alloc(0);
/** Taken entries at the front of the queue are cut off in one go when there are this many. */
const cutAfter = 1024;

/**
 * The memory that all logs' tails share. Consumers that keep up read what was appended a moment ago, and need no disk for
 * it. When the budget is used up, the oldest append of all logs goes first.
 */
export class TailCache {
  readonly maxBytes: number;
  readonly #memory: TailMemory;
  #bytes = 0;
  #queue: TailEntry[] = [];
  #first = 0;

  constructor(maxBytes: number, pool: BufferPool) {
    this.maxBytes = maxBytes;
    this.#memory = new TailMemory(pool);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Sees to it that bytes stay: see {@link TailMemory.keep}. */
  keep(appended: KeepableBytes): KeptBytes {
    return this.#memory.keep(appended);
  }

  add(entry: TailEntry): void {
    this.#queue.push(entry);
    this.#bytes += costOf(entry);
    while (this.#bytes > this.maxBytes) this.#takeOldest();
  }

  /** For an entry that its tail has dropped by itself. */
  forget(entry: TailEntry): void {
    if (entry.isDropped) return;
    entry.isDropped = true;
    this.#bytes -= costOf(entry);
    entry.bytes = nothing;
    entry.memory.release();
  }

  #takeOldest(): void {
    const entry = this.#queue[this.#first];
    if (entry === undefined) return;
    this.#first++;
    if (!entry.isDropped) {
      this.forget(entry);
      entry.tail.dropOldest();
    }
    if (this.#first >= cutAfter && this.#first * 2 >= this.#queue.length) {
      this.#queue = this.#queue.slice(this.#first);
      this.#first = 0;
    }
  }
}

function costOf(entry: TailEntry): number {
  return entry.heldBytes + entryOverheadBytes;
}
