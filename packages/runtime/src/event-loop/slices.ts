import type { Clock } from "../ports.ts";

/** How long one piece of work may have the event loop for itself. */
const sliceMs = 8;

/**
 * Cuts long work into slices, with the turns of others between them. A loop over all partitions of a broker asks after each whether
 * its time is over; that costs a look at the clock.
 *
 *     const slices = new Slices(clock);
 *     for (const partition of partitions) {
 *       work(partition);
 *       if (slices.isOver) await slices.next();
 *     }
 */
export class Slices {
  readonly #clock: Clock;
  #startedMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock.monotonic();
  }

  /** Whether others should have their turn now. */
  get isOver(): boolean {
    return this.#clock.monotonic() - this.#startedMs >= sliceMs;
  }

  /** Resolves when they had it. */
  async next(): Promise<void> {
    await this.#clock.giveWay();
    this.#startedMs = this.#clock.monotonic();
  }
}
