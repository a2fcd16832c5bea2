import type { AbortedTransaction } from "../format/aborted-transaction.ts";

/** A transaction that a marker has ended. */
export interface CompletedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** The marker's offset. */
  readonly lastOffset: number;
  readonly isAborted: boolean;
}

interface OpenTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

/**
 * The transactions that keep a log's last stable offset back (KIP-98): those that are open, and those whose marker is
 * written but not yet below the high watermark, so that it may still be lost.
 */
export class Transactions {
  /** By first offset. Transactions begin in offset order, so insertion order is offset order. */
  readonly #open = new Map<number, OpenTransaction>();
  #unreplicated: CompletedTransaction[] = [];

  /** Offsets must grow from call to call. */
  begin(producerId: number, firstOffset: number): void {
    this.#open.set(firstOffset, { producerId, firstOffset });
  }

  /** Ends a transaction. Returns what readers must be told when it was aborted. */
  complete(completed: CompletedTransaction): AbortedTransaction | null {
    const lastStableOffset = this.#stableOffsetAfter(completed);
    this.#open.delete(completed.firstOffset);
    this.#unreplicated.push(completed);
    if (!completed.isAborted) return null;
    const { producerId, firstOffset, lastOffset } = completed;
    return { producerId, firstOffset, lastOffset, lastStableOffset };
  }

  /** The first offset whose outcome is not settled, or null when all are. */
  get firstUnstableOffset(): number | null {
    const [open] = this.#open.keys();
    let first = open ?? Number.POSITIVE_INFINITY;
    for (const { firstOffset } of this.#unreplicated) if (firstOffset < first) first = firstOffset;
    return first === Number.POSITIVE_INFINITY ? null : first;
  }

  /** Markers below the high watermark stay. */
  onHighWatermark(highWatermark: number): void {
    if (this.#unreplicated.length === 0) return;
    this.#unreplicated = this.#unreplicated.filter(({ lastOffset }) => lastOffset >= highWatermark);
  }

  clear(): void {
    this.#open.clear();
    this.#unreplicated = [];
  }

  #stableOffsetAfter({ producerId, lastOffset }: CompletedTransaction): number {
    for (const open of this.#open.values()) if (open.producerId !== producerId) return open.firstOffset;
    return lastOffset + 1;
  }
}
