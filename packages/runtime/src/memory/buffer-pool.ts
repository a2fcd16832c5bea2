import { SharedBuffer } from "./shared-buffer.ts";

const smallestBytes = 4096;
/** Larger ones are rare and are not kept. */
const largestBytes = 4 * 1024 * 1024;
const defaultKeptBytes = 16 * 1024 * 1024;

/**
 * Buffers that are used again and again. Touching a fresh megabyte costs twice as much as filling it: the kernel zeroes every
 * page first, and the collector has to find out that it is free again. At most `maxKeptBytes` lie idle.
 */
export class BufferPool {
  readonly #idle = new Map<number, Buffer[]>();
  readonly #maxKeptBytes: number;
  readonly #giveBack = (bytes: Buffer): void => this.#keep(bytes);
  #keptBytes = 0;

  constructor(maxKeptBytes: number = defaultKeptBytes) {
    this.#maxKeptBytes = maxKeptBytes;
  }

  /** Memory that waits to be used again. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /**
   * A buffer of at least `byteCount`, and of a quarter more at most unless it is small, on loan until its users have let go of it.
   * Its content is whatever it was. One that is never given back is simply collected.
   */
  take(byteCount: number): SharedBuffer {
    const size = sizeFor(byteCount);
    if (size > largestBytes) return new SharedBuffer(Buffer.allocUnsafeSlow(byteCount), forget);
    const kept = this.#idle.get(size)?.pop();
    if (kept !== undefined) this.#keptBytes -= size;
    return new SharedBuffer(kept ?? Buffer.allocUnsafeSlow(size), this.#giveBack);
  }

  #keep(bytes: Buffer): void {
    if (this.#keptBytes + bytes.length > this.#maxKeptBytes) return;
    this.#keptBytes += bytes.length;
    const idle = this.#idle.get(bytes.length);
    if (idle === undefined) this.#idle.set(bytes.length, [bytes]);
    else idle.push(bytes);
  }
}

/** So that buffers fit more than one use, there are but four sizes from a power of two to the next. */
function sizeFor(byteCount: number): number {
  if (byteCount <= smallestBytes) return smallestBytes;
  const step = 2 ** (Math.floor(Math.log2(byteCount - 1)) - 2);
  return Math.ceil(byteCount / step) * step;
}

function forget(): void {}
