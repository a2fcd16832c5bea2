import type { SeededRandom } from "./seeded-random.ts";

const interestingBytes = [0x00, 0x01, 0x02, 0x7f, 0x80, 0xfe, 0xff];
const interestingNumbers = [-1, -2, 0, 1, 0x7f, 0x80, 0x7fff, 0xffff, 0x7fffffff, -0x80000000, 0x1000000];
/** Variable-length numbers at the limits: 2^31 - 1, 2^32 - 1, beyond 32 bits, and without an end. */
const interestingVarints = [
  "ffffffff07",
  "ffffffff0f",
  "ffffffff1f",
  "ffffffffffffffffff01",
  "8080808080",
].map((hex) => Buffer.from(hex, "hex"));
const largestFrame = 65_536;

/** Makes frames of frames, in one buffer that every call uses again. */
export class FrameMutator {
  readonly #scratch = Buffer.alloc(largestFrame);
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** A frame that is damaged in one to three ways, of which `other` may be part. It is valid until the next call. */
  mutated(frame: Buffer, other: Buffer): Buffer {
    const random = this.#random;
    if (random.oneIn(24)) return this.#noise(random.below(200));
    if (random.oneIn(4096)) return this.#noise(largestFrame);
    let length = Math.min(frame.length, largestFrame >> 1);
    frame.copy(this.#scratch, 0, 0, length);
    for (let changes = 1 + random.below(3); changes > 0; changes -= 1) length = this.#change(length, other);
    return this.#scratch.subarray(0, length);
  }

  #noise(length: number): Buffer {
    const random = this.#random;
    const fill = random.below(3);
    if (fill < 2) return this.#scratch.subarray(0, length).fill(fill === 0 ? 0x00 : 0x01);
    for (let index = 0; index < length; index += 1) this.#scratch[index] = random.uint32();
    return this.#scratch.subarray(0, length);
  }

  /** One change; returns the new length. */
  #change(length: number, other: Buffer): number {
    const random = this.#random;
    const scratch = this.#scratch;
    const at = random.below(length + 1);
    switch (random.below(9)) {
      case 0:
        scratch[at] = scratch[at]! ^ (1 << random.below(8));
        return length;
      case 1:
        scratch[at] = random.pick(interestingBytes);
        return length;
      case 2:
        scratch.writeInt32BE(random.pick(interestingNumbers) | 0, at);
        return length;
      case 3:
        scratch.writeInt16BE((random.pick(interestingNumbers) << 16) >> 16, at);
        return length;
      case 4:
        random.pick(interestingVarints).copy(scratch, at);
        return length;
      case 5:
        return at;
      case 6:
        return this.#extend(length);
      case 7:
        return this.#without(length, at, random.below(8));
      default:
        return this.#spliced(at, other);
    }
  }

  #extend(length: number): number {
    const extra = this.#random.below(64);
    const end = Math.min(length + extra, largestFrame - 16);
    for (let index = length; index < end; index += 1) this.#scratch[index] = this.#random.uint32();
    return Math.max(length, end);
  }

  #without(length: number, at: number, count: number): number {
    const removed = Math.min(count, length - at);
    this.#scratch.copy(this.#scratch, at, at + removed, length);
    return length - removed;
  }

  /** The end of another frame in place of the own one. */
  #spliced(at: number, other: Buffer): number {
    const from = this.#random.below(other.length + 1);
    return at + other.copy(this.#scratch, at, from, Math.min(other.length, from + largestFrame - at - 16));
  }
}
