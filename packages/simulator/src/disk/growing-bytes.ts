/** A file's content: bytes that can be written anywhere, cut and extended. Gaps are zeros. */
export class GrowingBytes {
  #buffer: Buffer;
  #size: number;

  constructor(content: Uint8Array = Buffer.alloc(0)) {
    this.#buffer = Buffer.from(content);
    this.#size = content.length;
  }

  get size(): number {
    return this.#size;
  }

  /** A view, valid until the next change. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#size);
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (end > this.#size) this.truncate(end);
    this.#buffer.set(bytes, position);
  }

  truncate(sizeBytes: number): void {
    if (sizeBytes > this.#buffer.length) {
      const grown = Buffer.alloc(Math.max(sizeBytes, this.#buffer.length * 2, 1024));
      this.#buffer.copy(grown, 0, 0, this.#size);
      this.#buffer = grown;
    } else if (sizeBytes < this.#size) {
      // What is extended over later reads as zeros.
      this.#buffer.fill(0, sizeBytes, this.#size);
    }
    this.#size = sizeBytes;
  }

  read(target: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(target.length, this.#size - position));
    if (count > 0) this.#buffer.copy(target, 0, position, position + count);
    return count;
  }
}
