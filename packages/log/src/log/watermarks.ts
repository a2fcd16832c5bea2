import type { ProducerState } from "../producers/producer-state.ts";

/**
 * Up to where a log may be read. The high watermark is what all replicas that count have; the last stable offset is that,
 * or where the first transaction begins whose outcome is open. The former only grows, but for a truncation.
 */
export class Watermarks {
  readonly #producers: ProducerState;
  readonly #listeners = new Set<() => void>();
  #highWatermark: number;
  #lastStableOffset: number;

  constructor(producers: ProducerState, highWatermark: number) {
    this.#producers = producers;
    this.#highWatermark = highWatermark;
    producers.onHighWatermark(highWatermark);
    this.#lastStableOffset = this.#stableOffset(0);
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  get lastStableOffset(): number {
    return this.#lastStableOffset;
  }

  /** Calls back whenever either has changed, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sets the high watermark, and finds the last stable offset anew. */
  set(highWatermark: number, startOffset: number): void {
    this.#producers.onHighWatermark(highWatermark);
    const lastStableOffset = this.#stableOffset(startOffset, highWatermark);
    if (highWatermark === this.#highWatermark && lastStableOffset === this.#lastStableOffset) return;
    this.#highWatermark = highWatermark;
    this.#lastStableOffset = lastStableOffset;
    for (const listener of this.#listeners) listener();
  }

  #stableOffset(startOffset: number, highWatermark: number = this.#highWatermark): number {
    const unstable = this.#producers.firstUnstableOffset;
    if (unstable === null || unstable >= highWatermark) return highWatermark;
    return Math.max(unstable, Math.min(startOffset, highWatermark));
  }
}
