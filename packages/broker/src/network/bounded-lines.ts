import type { Clock } from "@ottla/runtime";

const windowMs = 1000;

/**
 * Keeps the log readable, and its disk from filling, whatever clients do: so many lines of one kind a second. Those beyond
 * are counted, and the next line that may be written says how many they were.
 */
export class BoundedLines {
  readonly #clock: Clock;
  readonly #maxLines: number;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #lines = 0;
  #leftOut = 0;

  constructor(clock: Clock, maxLinesPerSecond: number) {
    this.#clock = clock;
    this.#maxLines = maxLinesPerSecond;
  }

  /** What to add to the fields of the line that is to be written; null where it is one too many. */
  next(): { readonly leftOut?: number } | null {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#windowStartMs >= windowMs) {
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
