/**
 * Cuts a stream of bytes into frames: a four-byte length, then as many bytes.
 *
 * Frames that arrive whole in one chunk are views of it; longer ones are gathered chunk by chunk, so that memory
 * grows with what has arrived and never with what a length claims.
 */
export class FrameReader {
  readonly #maxFrameBytes: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;

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
    let rest = this.#pendingBytes === 0 ? chunk : this.#join(chunk);
    while (rest !== null && rest.length >= 4) {
      const size = rest.readInt32BE(0);
      if (size < 0 || size > this.#maxFrameBytes) throw new FrameError(size, this.#maxFrameBytes);
      if (rest.length < 4 + size) break;
      onFrame(rest.subarray(4, 4 + size));
      rest = rest.subarray(4 + size);
    }
    if (rest !== null && rest.length > 0) {
      this.#pending.push(rest);
      this.#pendingBytes += rest.length;
    }
  }

  /** What is pending and the chunk as one buffer, once that completes a frame (or its length); null until then. */
  #join(chunk: Buffer): Buffer | null {
    const available = this.#pendingBytes + chunk.length;
    const first = this.#pending[0];
    const wanted = first !== undefined && first.length >= 4 ? 4 + first.readInt32BE(0) : 4;
    this.#pending.push(chunk);
    if (available < wanted) {
      this.#pendingBytes = available;
      return null;
    }
    const joined = Buffer.concat(this.#pending, available);
    this.#pending = [];
    this.#pendingBytes = 0;
    return joined;
  }
}

/** The length before a frame cannot be right. */
export class FrameError extends Error {
  constructor(sizeBytes: number, maxFrameBytes: number) {
    super(
      `A frame of ${sizeBytes} bytes was announced; between 0 and ${maxFrameBytes} are accepted (socket.request.max.bytes)`,
    );
    this.name = "FrameError";
  }
}
