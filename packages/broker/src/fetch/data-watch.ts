import type { Clock } from "@ottla/runtime";

/** Something that tells when more of it can be read. */
export interface Watchable {
  /** Calls back with the number of bytes that became readable; returns what ends that. */
  watch(onReadable: (bytes: number) => void): () => void;
}

/**
 * Counts what becomes readable on some partitions from the moment it is made, so that nothing that arrives between
 * a fetch's first reading and its wait is missed.
 */
export class DataWatch {
  readonly #clock: Clock;
  readonly #unwatch: (() => void)[];
  #bytes = 0;
  #wantedBytes = Number.POSITIVE_INFINITY;
  #wake: (() => void) | null = null;

  constructor(clock: Clock, partitions: Iterable<Watchable>) {
    this.#clock = clock;
    const count = (bytes: number) => this.#count(bytes);
    this.#unwatch = Array.from(partitions, (partition) => partition.watch(count));
  }

  /**
   * Waits until `bytes` have become readable since this was made, `maxWaitMs` have passed, or the signal aborts,
   * whichever is first.
   */
  async until(bytes: number, options: { maxWaitMs: number; signals: readonly AbortSignal[] }): Promise<void> {
    if (this.#bytes >= bytes || options.signals.some(({ aborted }) => aborted)) return;
    this.#wantedBytes = bytes;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.schedule(options.maxWaitMs, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
      for (const signal of options.signals) signal.addEventListener("abort", this.#wake, { once: true });
    });
    for (const signal of options.signals) signal.removeEventListener("abort", this.#wake!);
    this.#wake = null;
  }

  /** Stops watching. */
  end(): void {
    for (const unwatch of this.#unwatch) unwatch();
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= this.#wantedBytes) this.#wake?.();
  }
}
