import type { BufferPool, SharedBuffer } from "@ottla/runtime";

/** Bytes in memory that is not theirs alone. */
export interface KeptBytes {
  readonly bytes: Buffer;
  /** Its user lets go of it when nobody on their behalf looks at the bytes any more. */
  readonly memory: SharedBuffer;
  /** How much of it is not free for others while the bytes are kept. */
  readonly heldBytes: number;
}

/** Bytes as they come in. */
export interface KeepableBytes {
  readonly bytes: Buffer;
  /** What they lie in, if that may be kept. */
  readonly memory: SharedBuffer | null;
}

/** What many appends share, large enough that a page of the file or two is never all there is in it. */
const slabBytes = 1024 * 1024;
/** What is larger has memory of its own: no more than this is left empty at the end of a slab. */
const largestSharedBytes = slabBytes / 4;
/** Bytes may keep so many times their size from being used again. */
const mostHeldFor = 1.5;

/**
 * Memory for what was appended: taken from a pool, filled in the order of appends, and, since the oldest append is the first
 * to be forgotten, given back in that order. So the same few megabytes serve for ever, and the collector, which would
 * have to mark the whole heap to find out that a batch is gone, never hears of it.
 *
 * What is small is copied here once, at a tenth of what receiving it costs. In exchange no batch keeps the frame alive that it
 * came in, and the frame's memory is free for the next one at once. What is large, and most of what it lies in, stays where it is.
 */
export class TailMemory {
  readonly #pool: BufferPool;
  #slab: SharedBuffer | null = null;
  #filled = 0;

  constructor(pool: BufferPool) {
    this.#pool = pool;
  }

  /** Copies bytes to where they may stay, unless they may stay where they are. The caller becomes a user of that memory. */
  keep({ bytes, memory: own }: KeepableBytes): KeptBytes {
    if (bytes.length > largestSharedBytes) {
      if (own !== null && bytes.length * mostHeldFor >= own.bytes.length) {
        own.hold();
        return { bytes, memory: own, heldBytes: own.bytes.length };
      }
      const memory = this.#pool.take(bytes.length);
      return { bytes: copied(bytes, memory, 0), memory, heldBytes: memory.bytes.length };
    }
    if (this.#slab === null || this.#filled + bytes.length > this.#slab.bytes.length) this.#begin();
    const slab = this.#slab!;
    slab.hold();
    const position = this.#filled;
    this.#filled += bytes.length;
    return { bytes: copied(bytes, slab, position), memory: slab, heldBytes: bytes.length };
  }

  #begin(): void {
    this.#slab?.release();
    this.#slab = this.#pool.take(slabBytes);
    this.#filled = 0;
  }
}

function copied(bytes: Buffer, { bytes: target }: SharedBuffer, position: number): Buffer {
  bytes.copy(target, position);
  return target.subarray(position, position + bytes.length);
}
