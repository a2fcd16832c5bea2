import type { Random } from "@ottla/runtime";

const twoToThe32 = 4_294_967_296;

/** Chance that a seed repeats: the generator sfc32, which is small, fast and good enough to be fooled by nobody here. */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / twoToThe32) | 0;
    this.#c = 0x9e3779b9 | 0;
    // Seeds that differ in one bit are strangers after this many rounds.
    for (let round = 0; round < 12; round++) this.uint32();
  }

  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let index = 0; index < count; index++) bytes[index] = this.uint32();
    return bytes;
  }

  /** A number, 0 ≤ n < 1. */
  fraction(): number {
    return this.uint32() / twoToThe32;
  }

  /** A whole number, 0 ≤ n < limit. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** A whole number, first ≤ n ≤ last. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** True that often: never for 0, always for 1. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }

  /** Another generator. What is drawn from it does not change what comes from this one. */
  fork(): SeededRandom {
    return new SeededRandom(this.uint32() * 2_097_152 + (this.uint32() >>> 11));
  }
}
