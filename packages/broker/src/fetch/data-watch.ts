import type { Clock } from "@ottla/runtime";
import type { Partition, PartitionWatch } from "../partitions/partition.ts";
import { onAbort } from "./on-abort.ts";

/**
 * A fetch that is parked: counts what becomes readable on its partitions, from the moment it is made, and wakes it when that is
 * enough. It holds no records, and its one timer goes with it.
 */
export class DataWatch implements PartitionWatch {
  readonly isCommittedOnly: boolean;
  readonly #clock: Clock;
  readonly #partitions: readonly Partition[];
  #bytes = 0;
  #wantedBytes = Number.POSITIVE_INFINITY;
  #wake: (() => void) | null = null;

  constructor(
    clock: Clock,
    partitions: readonly Partition[],
    options: { readonly isCommittedOnly: boolean },
  ) {
    this.#clock = clock;
    this.#partitions = partitions;
    this.isCommittedOnly = options.isCommittedOnly;
    for (const partition of partitions) partition.watch(this);
  }

  readable(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= this.#wantedBytes) this.#wake?.();
  }

  /**
   * Waits until `bytes` have become readable since this was made, `maxWaitMs` have passed, or a signal aborts,
   * whichever is first.
   */
  async until(
    bytes: number,
    options: { readonly maxWaitMs: number; readonly signals: readonly AbortSignal[] },
  ): Promise<void> {
    const { maxWaitMs, signals } = options;
    if (this.#bytes >= bytes || signals.some(({ aborted }) => aborted)) return;
    this.#wantedBytes = bytes;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#clock.schedule(maxWaitMs, resolve);
    const wake = (): void => resolve();
    this.#wake = wake;
    const forget = signals.map((signal) => onAbort(signal, wake));
    await promise;
    for (const each of forget) each();
    timer.cancel();
    this.#wake = null;
  }

  /** Stops watching. */
  end(): void {
    for (const partition of this.#partitions) partition.unwatch(this);
  }
}
