import type { Clock } from "@ottla/runtime";

const secondMs = 1000;

/**
 * Keeps the log readable, and its disk from filling, whatever clients do: so many lines of one kind a second, or in
 * whatever time is said. Those beyond are counted, and the next line that may be written says how many they were.
 */
export class BoundedLines {
  readonly #clock: Clock;
  readonly #maxLines: number;
  readonly #windowMs: number;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #lines = 0;
  #leftOut = 0;

  constructor(clock: Clock, maxLines: number, windowMs = secondMs) {
    this.#clock = clock;
    this.#maxLines = maxLines;
    this.#windowMs = windowMs;
  }

  /** What to add to the fields of the line that is to be written; null where it is one too many. */
  next(): { readonly leftOut?: number } | null {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#windowStartMs >= this.#windowMs) {
      this.#windowStartMs = nowMs;
      this.#lines = 0;
    }
    if (this.#lines >= this.#maxLines) {
      this.#leftOut += 1;
      return null;
    }
    this.#lines += 1;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut === 0 ? {} : { leftOut };
  }
}
