import { controlTypeOf, type RecordBatchView } from "@ottla/protocol";
import type { AbortedTransaction } from "../format/aborted-transaction.ts";
import type { ProducerSnapshotEntry } from "../format/producer-snapshot.ts";
import type { AppendRefusal } from "../log/append-refusal.ts";
import { ProducerEntry, type RememberedBatch, rememberedBatch } from "./producer-entry.ts";
import { Transactions } from "./transactions.ts";

/** What is to be said of a batch before it is appended: nothing, that it was there before, or why it may not. */
export type ProducerCheck =
  | null
  | { readonly kind: "duplicate"; readonly batch: RememberedBatch }
  | Extract<
      AppendRefusal,
      { kind: "outOfOrderSequence" | "staleProducerEpoch" | "invalidTransactionState" | "coordinatorFenced" }
    >;

/**
 * What a log knows of its producers (KIP-98, ProducerStateManager): enough to take each batch of an idempotent producer
 * once and in order, and to know which transactions are open. {@link check} judges, {@link apply} writes; the
 * same `apply` runs for new batches and for those read back at a start.
 */
export class ProducerState {
  readonly #producers = new Map<number, ProducerEntry>();
  readonly #transactions = new Transactions();

  get count(): number {
    return this.#producers.size;
  }

  get firstUnstableOffset(): number | null {
    return this.#transactions.firstUnstableOffset;
  }

  /** The producers that the log remembers, as DescribeProducers and snapshots tell of them. */
  entries(): ProducerSnapshotEntry[] {
    return Array.from(this.#producers.values(), (entry) => entry.toSnapshot());
  }

  /** Starts from a snapshot; nothing remembered before counts any more. */
  load(snapshot: readonly ProducerSnapshotEntry[]): void {
    this.#producers.clear();
    this.#transactions.clear();
    const open: ProducerEntry[] = [];
    for (const saved of snapshot) {
      const entry = ProducerEntry.fromSnapshot(saved);
      this.#producers.set(entry.producerId, entry);
      if (entry.transactionFirstOffset >= 0) open.push(entry);
    }
    open.sort((a, b) => a.transactionFirstOffset - b.transactionFirstOffset);
    for (const entry of open) this.#transactions.begin(entry.producerId, entry.transactionFirstOffset);
  }

  hasWrittenSince(timestampMs: number): boolean {
    for (const { lastTimestamp } of this.#producers.values()) if (lastTimestamp >= timestampMs) return true;
    return false;
  }

  /** Remembers of a producer, besides the last batch, those that it wrote before in the same epoch, in that order. */
  recall(producerId: number, producerEpoch: number, earlier: readonly RememberedBatch[]): void {
    const entry = this.#producers.get(producerId);
    if (entry?.producerEpoch === producerEpoch) entry.recall(earlier);
  }

  /**
   * Whether a batch follows what its producer wrote before. Sequences are between producers and this log alone: a group
   * coordinator that writes offsets on a producer's behalf has none, and is held to the epoch only.
   */
  check(batch: RecordBatchView, origin: "client" | "coordinator"): ProducerCheck {
    const { producerId } = batch;
    if (producerId < 0) return null;
    const entry = this.#producers.get(producerId);
    // Retention may have removed all that a producer wrote, and its state with it: whatever it sends is right (KIP-360).
    if (entry === undefined) return null;
    const { producerEpoch } = batch;
    if (batch.isControl) return checkMarker(batch, entry);

    if (origin === "coordinator") {
      return producerEpoch < entry.producerEpoch ? staleEpoch(producerId, producerEpoch, entry) : null;
    }
    const { baseSequence, lastSequence } = batch;
    const duplicate = entry.duplicateOf(producerEpoch, baseSequence, lastSequence);
    if (duplicate !== undefined) return { kind: "duplicate", batch: duplicate };
    if (producerEpoch < entry.producerEpoch) return staleEpoch(producerId, producerEpoch, entry);
    if (producerEpoch > entry.producerEpoch) {
      if (baseSequence === 0) return null;
      const detail = `epoch ${producerEpoch} is new and must begin with sequence 0, not ${baseSequence}`;
      return { kind: "outOfOrderSequence", producerId, detail };
    }
    if (!entry.isNext(baseSequence)) {
      const detail = `the sequence ${baseSequence} does not follow ${entry.lastSequence}`;
      return { kind: "outOfOrderSequence", producerId, detail };
    }
    if (entry.transactionFirstOffset >= 0 && !batch.isTransactional) {
      const detail = "it has a transaction open, and this batch is not part of one";
      return { kind: "invalidTransactionState", producerId, detail };
    }
    return null;
  }

  /** Takes note of a batch that has its offsets. Returns the transaction that it aborted, for the transaction index. */
  apply(batch: RecordBatchView): AbortedTransaction | null {
    const { producerId } = batch;
    if (producerId < 0) return null;
    if (batch.isControl) return this.#applyMarker(batch);
    const { baseOffset, producerEpoch } = batch;
    let entry = this.#producers.get(producerId);
    if (entry === undefined) {
      entry = new ProducerEntry(producerId, producerEpoch);
      this.#producers.set(producerId, entry);
    }
    entry.enterEpoch(producerEpoch);
    entry.remember(rememberedBatch(batch));
    if (batch.isTransactional && entry.transactionFirstOffset < 0) {
      entry.transactionFirstOffset = baseOffset;
      this.#transactions.begin(producerId, baseOffset);
    }
    return null;
  }

  /** Markers below the high watermark are decided for good. */
  onHighWatermark(highWatermark: number): void {
    this.#transactions.onHighWatermark(highWatermark);
  }

  /** Forgets producers that wrote nothing for `expirationMs` and have no transaction open. Returns how many. */
  expire(nowMs: number, expirationMs: number): number {
    let count = 0;
    for (const [producerId, entry] of this.#producers) {
      if (entry.transactionFirstOffset >= 0 || nowMs - entry.lastTimestamp < expirationMs) continue;
      this.#producers.delete(producerId);
      count++;
    }
    return count;
  }

  #applyMarker(batch: RecordBatchView): AbortedTransaction | null {
    const marker = readMarker(batch);
    if (marker === null) return null;
    const { producerId, producerEpoch } = batch;
    let entry = this.#producers.get(producerId);
    if (entry === undefined) {
      entry = new ProducerEntry(producerId, producerEpoch);
      this.#producers.set(producerId, entry);
    }
    entry.enterEpoch(producerEpoch);
    entry.coordinatorEpoch = marker.coordinatorEpoch;
    entry.lastTimestamp = batch.maxTimestamp;
    const firstOffset = entry.transactionFirstOffset;
    // A marker may end a transaction that wrote nothing to this partition.
    if (firstOffset < 0) return null;
    entry.transactionFirstOffset = -1;
    const { lastOffset } = batch;
    return this.#transactions.complete({ producerId, firstOffset, lastOffset, isAborted: marker.isAbort });
  }
}

function checkMarker(batch: RecordBatchView, entry: ProducerEntry): ProducerCheck {
  const { producerId, producerEpoch } = batch;
  if (producerEpoch < entry.producerEpoch) return staleEpoch(producerId, producerEpoch, entry);
  const coordinatorEpoch = readMarker(batch)?.coordinatorEpoch ?? -1;
  if (coordinatorEpoch >= entry.coordinatorEpoch) return null;
  const detail = `the coordinator's epoch ${coordinatorEpoch} is older than ${entry.coordinatorEpoch}`;
  return { kind: "coordinatorFenced", producerId, detail };
}

function staleEpoch(producerId: number, producerEpoch: number, entry: ProducerEntry): ProducerCheck {
  const detail = `the epoch ${producerEpoch} is older than ${entry.producerEpoch}`;
  return { kind: "staleProducerEpoch", producerId, detail };
}

const coordinatorEpochPosition = 2;

/** Null for a control batch that ends no transaction, and for one that compaction has emptied. */
function readMarker(batch: RecordBatchView): { isAbort: boolean; coordinatorEpoch: number } | null {
  if (batch.recordCount === 0) return null;
  const [record] = batch.records();
  const type = controlTypeOf(record?.key ?? null);
  if (type !== "commit" && type !== "abort") return null;
  const value = record?.value ?? null;
  const isWhole = value !== null && value.length >= coordinatorEpochPosition + 4;
  return {
    isAbort: type === "abort",
    coordinatorEpoch: isWhole ? value.readInt32BE(coordinatorEpochPosition) : -1,
  };
}
