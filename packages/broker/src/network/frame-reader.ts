import { BufferPool, discard, SharedBuffer } from "@ottla/runtime";

/** A request as it arrived, without its length. */
export class Frame {
  readonly bytes: Buffer;
  /** What the bytes lie in, others perhaps beside them. */
  readonly memory: SharedBuffer;

  /** The frame becomes a user of `memory`, which the bytes lie in. */
  constructor(bytes: Buffer, memory: SharedBuffer) {
    this.bytes = bytes;
    this.memory = memory;
  }

  /** Lets the memory be used again: for who knows that nobody looks at the bytes any more. May be left out. */
  release(): void {
    this.memory.release();
  }
}

/** A frame of which a part has arrived. */
interface Partial {
  memory: SharedBuffer;
  filledBytes: number;
  /** With the length; that alone while it is not complete. */
  wantedBytes: number;
}

/**
 * Cuts a stream of bytes into frames: a four-byte length, then as many bytes.
 *
 * Frames that arrive whole in one chunk are views of it. Others are put together in memory from a pool, which grows with what
 * has arrived and never with what a length claims: it is a small multiple of that at most, also for a frame that arrives byte
 * by byte, or as large as the frame before. Chunks and frames are given back as soon as nobody needs them, so that a stream costs the collector next to nothing.
 */
export class FrameReader {
  readonly #maxFrameBytes: number;
  readonly #pool: BufferPool;
  #partial: Partial | null = null;
  /** Of the last frame that did not come whole in one chunk: the next is likely no smaller, and is believed that much. */
  #lastBytes = 0;

  constructor(maxFrameBytes: number, pool: BufferPool = new BufferPool()) {
    this.#maxFrameBytes = maxFrameBytes;
    this.#pool = pool;
  }

  /** Memory of a frame that is not complete yet. */
  get pendingBytes(): number {
    return this.#partial?.memory.bytes.length ?? 0;
  }

  /**
   * Hands every frame that `chunk` completes to `onFrame`. Throws `FrameError` at a length that is negative or above the limit
   * (`socket.request.max.bytes`): nothing after it can be trusted.
   */
  push(chunk: Buffer, onFrame: (frame: Frame) => void): void {
    const arrived = new SharedBuffer(chunk, discard);
    let at = 0;
    while (at < chunk.length) {
      if (this.#partial === null) {
        const end = this.#endOfWhole(chunk, at);
        if (end > chunk.length) {
          this.#begin(chunk, at, end);
          break;
        }
        arrived.hold();
        onFrame(new Frame(chunk.subarray(at + lengthBytes, end), arrived));
        at = end;
      } else {
        at = this.#goOn(this.#partial, chunk, at);
        const frame = this.#completed();
        if (frame !== null) onFrame(frame);
      }
    }
    arrived.release();
  }

  /** Where the frame ends that begins at `at`; behind the chunk where that cannot be told yet. */
  #endOfWhole(chunk: Buffer, at: number): number {
    if (chunk.length - at < lengthBytes) return at + lengthBytes;
    return at + lengthBytes + this.#checked(chunk.readInt32BE(at));
  }

  #begin(chunk: Buffer, at: number, end: number): void {
    const memory = this.#memoryFor(chunk.length - at, end - at);
    const filledBytes = chunk.copy(memory.bytes, 0, at);
    this.#partial = { memory, filledBytes, wantedBytes: end - at };
  }

  /** Takes from the chunk what the frame under way needs, its length first. Returns where the rest of the chunk begins. */
  #goOn(partial: Partial, chunk: Buffer, at: number): number {
    const byteCount = Math.min(partial.wantedBytes - partial.filledBytes, chunk.length - at);
    const filledBytes = partial.filledBytes + byteCount;
    if (filledBytes > partial.memory.bytes.length) this.#grow(partial, filledBytes);
    chunk.copy(partial.memory.bytes, partial.filledBytes, at, at + byteCount);
    partial.filledBytes = filledBytes;
    return at + byteCount;
  }

  /** The frame under way, if all of it is there. */
  #completed(): Frame | null {
    const { memory, filledBytes, wantedBytes } = this.#partial!;
    if (filledBytes < wantedBytes) return null;
    if (wantedBytes === lengthBytes) {
      const size = this.#checked(memory.bytes.readInt32BE(0));
      if (size > 0) {
        this.#partial!.wantedBytes = lengthBytes + size;
        return null;
      }
    }
    this.#partial = null;
    this.#lastBytes = Math.min(wantedBytes, mostBelievedBytes);
    return new Frame(memory.bytes.subarray(lengthBytes, wantedBytes), memory);
  }

  #checked(size: number): number {
    if (size < 0 || size > this.#maxFrameBytes) throw new FrameError(size, this.#maxFrameBytes);
    return size;
  }

  #grow(partial: Partial, filledBytes: number): void {
    const { memory } = partial;
    partial.memory = this.#memoryFor(filledBytes, partial.wantedBytes);
    memory.bytes.copy(partial.memory.bytes, 0, 0, partial.filledBytes);
    memory.release();
  }

  #memoryFor(arrivedBytes: number, wantedBytes: number): SharedBuffer {
    const byteCount = Math.min(wantedBytes, Math.max(growth * arrivedBytes, smallestBytes, this.#lastBytes));
    // Thousands of connections may hold a few bytes each: for those a buffer of the pool would be too large.
    if (byteCount < pooledFromBytes) return new SharedBuffer(Buffer.allocUnsafeSlow(byteCount), discard);
    return this.#pool.take(byteCount);
  }
}

const lengthBytes = 4;
const smallestBytes = 128;
const pooledFromBytes = 4096;
/** The memory of a frame under way is at most so many times what has arrived of it (and a quarter more, as pooled sizes are). */
const growth = 4;
const mostBelievedBytes = 2 * 1024 * 1024;

/** The length before a frame cannot be right. */
export class FrameError extends Error {
  constructor(sizeBytes: number, maxFrameBytes: number) {
    super(
      `A frame of ${sizeBytes} bytes was announced; between 0 and ${maxFrameBytes} are accepted (socket.request.max.bytes)`,
    );
    this.name = "FrameError";
  }
}
