import type { RecordBatchView } from "@ottla/protocol";
import type { ProducerSnapshotEntry } from "../format/producer-snapshot.ts";

/** A batch that is remembered so that its repetition is known (KIP-98). */
export interface RememberedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly timestamp: number;
}

/** What is remembered of a batch. */
export function rememberedBatch(batch: RecordBatchView): RememberedBatch {
  return {
    firstSequence: batch.baseSequence,
    lastSequence: batch.lastSequence,
    firstOffset: batch.baseOffset,
    lastOffset: batch.lastOffset,
    timestamp: batch.maxTimestamp,
  };
}

/** As many as a producer may have in flight (`max.in.flight.requests.per.connection`, at most 5 when idempotent). */
const rememberedBatches = 5;

const noSequence = -1;
const sequenceCount = 2_147_483_648;

/** What a log remembers of one producer: its epoch, its last batches, the transaction that it has open. */
export class ProducerEntry {
  readonly producerId: number;
  producerEpoch: number;
  coordinatorEpoch = -1;
  lastTimestamp = -1;
  /** First offset of the open transaction, or -1. */
  transactionFirstOffset = -1;
  #batches: RememberedBatch[] = [];

  constructor(producerId: number, producerEpoch: number) {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
  }

  static fromSnapshot(saved: ProducerSnapshotEntry): ProducerEntry {
    const entry = new ProducerEntry(saved.producerId, saved.producerEpoch);
    entry.coordinatorEpoch = saved.coordinatorEpoch;
    entry.lastTimestamp = saved.timestamp;
    entry.transactionFirstOffset = saved.currentTransactionFirstOffset;
    if (saved.lastOffset >= 0) {
      entry.#batches.push({
        firstSequence: subtractFromSequence(saved.lastSequence, saved.offsetDelta),
        lastSequence: saved.lastSequence,
        firstOffset: saved.lastOffset - saved.offsetDelta,
        lastOffset: saved.lastOffset,
        timestamp: saved.timestamp,
      });
    }
    return entry;
  }

  toSnapshot(): ProducerSnapshotEntry {
    const last = this.#batches.at(-1);
    return {
      producerId: this.producerId,
      producerEpoch: this.producerEpoch,
      lastSequence: last?.lastSequence ?? noSequence,
      lastOffset: last?.lastOffset ?? -1,
      offsetDelta: last === undefined ? 0 : last.lastOffset - last.firstOffset,
      timestamp: this.lastTimestamp,
      coordinatorEpoch: this.coordinatorEpoch,
      currentTransactionFirstOffset: this.transactionFirstOffset,
    };
  }

  get lastSequence(): number {
    return this.#batches.at(-1)?.lastSequence ?? noSequence;
  }

  get lastOffset(): number {
    return this.#batches.at(-1)?.lastOffset ?? -1;
  }

  /** The remembered batch that is the same as one of this epoch and these sequences, if one is. */
  duplicateOf(
    producerEpoch: number,
    firstSequence: number,
    lastSequence: number,
  ): RememberedBatch | undefined {
    if (producerEpoch !== this.producerEpoch) return undefined;
    return this.#batches.find(
      (batch) => batch.firstSequence === firstSequence && batch.lastSequence === lastSequence,
    );
  }

  /** Whether a batch that begins with `firstSequence` comes next after what was written. */
  isNext(firstSequence: number): boolean {
    const lastSequence = this.lastSequence;
    return firstSequence === lastSequence + 1 || (firstSequence === 0 && lastSequence === sequenceCount - 1);
  }

  /** A new epoch begins its sequence anew, and remembers nothing. */
  enterEpoch(producerEpoch: number): void {
    if (producerEpoch === this.producerEpoch) return;
    this.producerEpoch = producerEpoch;
    this.#batches = [];
  }

  remember(batch: RememberedBatch): void {
    if (this.#batches.length === rememberedBatches) this.#batches.shift();
    this.#batches.push(batch);
    this.lastTimestamp = batch.timestamp;
  }

  /** Remembers batches from before those that it remembers, too. They come in the order of the log. */
  recall(earlier: readonly RememberedBatch[]): void {
    const [first] = this.#batches;
    if (first === undefined) return;
    const before = earlier.filter(({ lastOffset }) => lastOffset < first.firstOffset);
    this.#batches = [...before, ...this.#batches].slice(-rememberedBatches);
  }
}

function subtractFromSequence(sequence: number, decrement: number): number {
  return sequence >= decrement ? sequence - decrement : sequence - decrement + sequenceCount;
}
