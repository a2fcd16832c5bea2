import type { BufferPool, Clock, SharedBuffer } from "@ottla/runtime";

/** Something that was read ahead, and is kept until somebody comes by. */
export interface KeptStretch {
  readonly memory: SharedBuffer;
  readonly readMs: number;
  /** Somebody was given it, and others may follow. */
  isTaken: boolean;
  /** Lets go of it: there is no more room. */
  drop(): void;
}

/** What lies there for longer was read in vain. */
const staleMs = 1000;
/** Between two reads that hold up the loop, others have their turn for at least as long. */
const pauseMs = 0.2;

/** The memory that all logs' reading ahead shares. */
export class ReadAheadMemory {
  readonly #maxBytes: number;
  readonly #pool: BufferPool;
  readonly #clock: Clock;
  /** Oldest first. */
  readonly #kept = new Set<KeptStretch>();
  #bytes = 0;
  #heldUpMs = Number.NEGATIVE_INFINITY;

  constructor(maxBytes: number, pool: BufferPool, clock: Clock) {
    this.#maxBytes = maxBytes;
    this.#pool = pool;
    this.#clock = clock;
  }

  /** What is being read into, and what is kept for those who come by. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How far behind others what was read for one may be kept for the next. */
  get reachBytes(): number {
    return this.#maxBytes / 2;
  }

  readonly now = (): number => this.#clock.monotonic();

  /**
   * Memory to read into; null when there is no room. What was given to somebody makes room, and what nobody has asked for; what
   * was read just now does not: to read it again would cost more than not to read ahead.
   */
  take(byteCount: number): SharedBuffer | null {
    const now = this.now();
    const memory = this.#pool.take(byteCount);
    // More than was asked for, maybe.
    const { length } = memory.bytes;
    for (const stretch of this.#kept) {
      if (this.#bytes + length <= this.#maxBytes) break;
      if (stretch.isTaken || now - stretch.readMs > staleMs) stretch.drop();
    }
    this.#bytes += length;
    if (this.#bytes <= this.#maxBytes) return memory;
    this.giveBack(memory);
    return null;
  }

  /** For memory that was taken: what was read into it was of no use. */
  giveBack(memory: SharedBuffer): void {
    this.#bytes -= memory.bytes.length;
    memory.release();
  }

  /** What was read into memory that was taken is kept from here on until it is forgotten. */
  keep(stretch: KeptStretch): void {
    this.#kept.add(stretch);
  }

  forget(stretch: KeptStretch): void {
    if (this.#kept.delete(stretch)) this.giveBack(stretch.memory);
  }

  /** Whether a read may hold up the loop: when many would, they had better go elsewhere. */
  mayHoldUpLoop(): boolean {
    const now = this.now();
    if (now - this.#heldUpMs < pauseMs) return false;
    this.#heldUpMs = now;
    return true;
  }
}
