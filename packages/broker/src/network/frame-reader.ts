/**
 * Cuts a stream of bytes into frames: a four-byte length, then as many bytes.
 *
 * Frames that arrive whole in one chunk are views of it; longer ones are gathered chunk by chunk, so that memory
 * grows with what has arrived and never with what a length claims. Small chunks are copied together: a frame that
 * arrives byte by byte costs no more memory than one that arrives at once.
 */
export class FrameReader {
  readonly #maxFrameBytes: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** How long the frame under way is, length included; 4 while that is not known. */
  #wantedBytes = lengthBytes;
  /** Where small chunks go: the last element of `#pending` is a view of its filled part. */
  #slab: Buffer | null = null;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Bytes of a frame that is not complete yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /**
   * Hands every frame that `chunk` completes to `onFrame`, without its length. Throws `FrameError` at a length
   * that is negative or above the limit (`socket.request.max.bytes`): nothing after it can be trusted.
   */
  push(chunk: Buffer, onFrame: (frame: Buffer) => void): void {
    if (this.#pendingBytes + chunk.length < this.#wantedBytes) {
      this.#keep(chunk);
      return;
    }
    let rest = this.#pendingBytes === 0 ? chunk : this.#join(chunk);
    while (rest.length >= lengthBytes) {
      const size = rest.readInt32BE(0);
      if (size < 0 || size > this.#maxFrameBytes) throw new FrameError(size, this.#maxFrameBytes);
      const end = lengthBytes + size;
      if (rest.length < end) {
        this.#wantedBytes = end;
        break;
      }
      onFrame(rest.subarray(lengthBytes, end));
      rest = rest.subarray(end);
    }
    if (rest.length < lengthBytes) this.#wantedBytes = lengthBytes;
    if (rest.length > 0) this.#keep(rest);
  }

  #join(chunk: Buffer): Buffer {
    this.#pending.push(chunk);
    const joined = Buffer.concat(this.#pending, this.#pendingBytes + chunk.length);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#slab = null;
    return joined;
  }

  #keep(chunk: Buffer): void {
    if (chunk.length >= smallChunkBytes) {
      this.#pending.push(chunk);
      this.#slab = null;
    } else {
      this.#copy(chunk);
    }
    this.#pendingBytes += chunk.length;
  }

  #copy(chunk: Buffer): void {
    const filled = this.#slab === null ? 0 : this.#pending.at(-1)!.length;
    if (this.#slab !== null && filled + chunk.length <= this.#slab.length) {
      chunk.copy(this.#slab, filled);
      this.#pending[this.#pending.length - 1] = this.#slab.subarray(0, filled + chunk.length);
      return;
    }
    // Grows with what has arrived: thousands of connections may hold a few bytes each.
    const slabBytes = Math.min(largestSlabBytes, Math.max(smallestSlabBytes, 2 * this.#pendingBytes));
    this.#slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, chunk.length));
    chunk.copy(this.#slab);
    this.#pending.push(this.#slab.subarray(0, chunk.length));
  }
}

const lengthBytes = 4;
const smallChunkBytes = 4096;
const smallestSlabBytes = 128;
const largestSlabBytes = 65_536;

/** The length before a frame cannot be right. */
export class FrameError extends Error {
  constructor(sizeBytes: number, maxFrameBytes: number) {
    super(
      `A frame of ${sizeBytes} bytes was announced; between 0 and ${maxFrameBytes} are accepted (socket.request.max.bytes)`,
    );
    this.name = "FrameError";
  }
}
