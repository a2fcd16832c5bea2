import { RecordBatchBuilder, type RecordBatchOptions } from "@ottla/protocol";
import { type Answer, recordOverheadBytes, type WrittenRecord } from "./turn.ts";

/** Records of a transaction go into batches of their own. */
export interface Transaction {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/**
 * What several decisions have written and is not committed yet, and the answers that wait for it. The records of one
 * decision are never spread over batches: after a crash all of them are there, or none.
 */
export class PendingBatch {
  readonly transaction: Transaction | null;
  readonly answers: Answer[] = [];
  readonly #builder: RecordBatchBuilder;

  constructor(transaction: Transaction | null) {
    this.transaction = transaction;
    this.#builder = new RecordBatchBuilder(batchOptions(transaction));
  }

  hasRoomFor(records: readonly WrittenRecord[], maxBytes: number): boolean {
    let size = this.#builder.sizeInBytes;
    for (const { key, value } of records) size += recordOverheadBytes + key.length + (value?.length ?? 0);
    return size <= maxBytes;
  }

  add(records: readonly WrittenRecord[], timestamp: number): void {
    for (const { key, value } of records) this.#builder.append(timestamp, key, value);
  }

  build(): Buffer {
    return this.#builder.build();
  }
}

/** Without a producer the sequence starts at 0 nevertheless, as in what Apache Kafka's coordinators write. */
function batchOptions(transaction: Transaction | null): RecordBatchOptions {
  return transaction === null
    ? { baseSequence: 0 }
    : { ...transaction, baseSequence: 0, isTransactional: true };
}
