/** A buffer on loan. What was read into it is the front of `bytes`. */
export interface PooledBuffer {
  readonly bytes: Buffer;
  /** Gives it back. Nothing may look at it afterwards. A buffer that is never given back is simply collected. */
  release(): void;
}

const smallestBytes = 4096;
/** Larger ones are rare and are not kept. */
const largestBytes = 4 * 1024 * 1024;

/**
 * Buffers for reading, used again and again. Touching a fresh megabyte costs twice as much as reading into it: the kernel
 * zeroes every page first. Sizes are powers of two; at most `maxKeptBytes` lie idle.
 */
export class BufferPool {
  readonly #idle = new Map<number, Buffer[]>();
  readonly #maxKeptBytes: number;
  #keptBytes = 0;

  constructor(maxKeptBytes: number = 16 * 1024 * 1024) {
    this.#maxKeptBytes = maxKeptBytes;
  }

  /** A buffer of at least `byteCount`. Its content is whatever it was. */
  take(byteCount: number): PooledBuffer {
    const size = Math.max(smallestBytes, 2 ** Math.ceil(Math.log2(byteCount)));
    if (size > largestBytes) return { bytes: Buffer.allocUnsafeSlow(byteCount), release: () => {} };
    const kept = this.#idle.get(size)?.pop();
    if (kept !== undefined) this.#keptBytes -= size;
    return this.#lend(kept ?? Buffer.allocUnsafeSlow(size));
  }

  #lend(bytes: Buffer): PooledBuffer {
    let isLent = true;
    return {
      bytes,
      release: () => {
        if (!isLent || this.#keptBytes + bytes.length > this.#maxKeptBytes) return;
        isLent = false;
        this.#keptBytes += bytes.length;
        const idle = this.#idle.get(bytes.length);
        if (idle === undefined) this.#idle.set(bytes.length, [bytes]);
        else idle.push(bytes);
      },
    };
  }
}
