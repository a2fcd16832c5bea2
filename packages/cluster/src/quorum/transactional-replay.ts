import { MetadataFault } from "../image/index.ts";
import type { MetadataRecord } from "../records/index.ts";

/**
 * Lets records through as they count (KIP-868): those of a metadata transaction all at once at its end, or never. The marks
 * themselves are let through nowhere.
 */
export class TransactionalReplay {
  readonly #apply: (record: MetadataRecord, offset: number) => void;
  #transaction: { readonly offset: number; readonly records: [MetadataRecord, number][] } | null = null;

  /** `openSince`: where a transaction began whose records are lost on who goes on from here: it can only be aborted. */
  constructor(apply: (record: MetadataRecord, offset: number) => void, openSince: number | null = null) {
    this.#apply = apply;
    if (openSince !== null) this.#transaction = { offset: openSince, records: [] };
  }

  /** Where the transaction begins that has not ended yet; null if there is none. */
  get openSince(): number | null {
    return this.#transaction?.offset ?? null;
  }

  /** Throws MetadataFault where marks do not match, and what applying throws. */
  take(record: MetadataRecord, offset: number): void {
    const transaction = this.#transaction;
    switch (record.kind) {
      case "beginTransaction":
        if (transaction !== null) {
          throw new MetadataFault(`a transaction begins within the one that began at ${transaction.offset}`);
        }
        this.#transaction = { offset, records: [] };
        return;
      case "endTransaction":
        if (transaction === null) throw new MetadataFault("a transaction ends that did not begin");
        this.#transaction = null;
        for (const [buffered, at] of transaction.records) this.#apply(buffered, at);
        return;
      case "abortTransaction":
        if (transaction === null) throw new MetadataFault("a transaction is aborted that did not begin");
        this.#transaction = null;
        return;
      default:
        if (transaction === null) this.#apply(record, offset);
        else transaction.records.push([record, offset]);
    }
  }
}
