import { type AbortedTransaction, encodeAbortedTransaction } from "../format/aborted-transaction.ts";

/**
 * The transactions that were aborted by a marker in one segment, in the order of their markers (KIP-98). A reader of
 * committed data is told of those that reach into what it reads, and drops their records itself.
 */
export class TransactionIndex {
  readonly #transactions: AbortedTransaction[];

  constructor(transactions: AbortedTransaction[] = []) {
    this.#transactions = transactions;
  }

  get count(): number {
    return this.#transactions.length;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#transactions.map(encodeAbortedTransaction));
  }

  append(transaction: AbortedTransaction): void {
    this.#transactions.push(transaction);
  }

  /**
   * Adds to `found` those whose records a reader of [fromOffset, toOffset) may meet. True once no later segment can
   * have more: everything below a transaction's last stable offset was decided when it was written down.
   */
  collect(fromOffset: number, toOffset: number, found: AbortedTransaction[]): boolean {
    for (const transaction of this.#transactions) {
      if (transaction.lastOffset >= fromOffset && transaction.firstOffset < toOffset) found.push(transaction);
      if (transaction.lastStableOffset >= toOffset) return true;
    }
    return false;
  }

  /** Forgets those whose marker lies at or beyond `offset`. */
  truncateTo(offset: number): void {
    while ((this.#transactions.at(-1)?.lastOffset ?? -1) >= offset) this.#transactions.pop();
  }

  clear(): void {
    this.#transactions.length = 0;
  }
}
