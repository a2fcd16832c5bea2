import { buildRecordBatch, RecordBatchView } from "@ottla/protocol";

/** A batch that was sent, and what became of it. */
export interface SentBatch {
  /** Unique in the whole run: the first record's value begins with it. */
  readonly id: number;
  readonly partition: number;
  readonly records: Buffer;
  readonly crc: number;
  readonly sizeInBytes: number;
  readonly recordCount: number;
  /** Of an idempotent producer; -1 otherwise. */
  readonly producerId: number;
  readonly baseSequence: number;
  /** Where the broker says that it is; null before, and when the answer never came. */
  baseOffset: number | null;
}

export const idBytes = 12;

export interface BatchPlan {
  readonly id: number;
  readonly partition: number;
  readonly recordCount: number;
  readonly valueBytes: number;
  readonly producer: {
    readonly producerId: number;
    readonly producerEpoch: number;
    readonly baseSequence: number;
  } | null;
}

/** A batch of random-looking bytes: what was written half cannot be taken for what was written whole. */
export function makeBatch({ id, partition, recordCount, valueBytes, producer }: BatchPlan): SentBatch {
  const timestamp = Date.now();
  const values = Array.from({ length: recordCount }, (_, index) => {
    const value = Buffer.allocUnsafe(Math.max(valueBytes, idBytes));
    value.writeDoubleBE(id, 0);
    value.writeInt32BE(index, 8);
    fill(value, id + index);
    return value;
  });
  const records = buildRecordBatch({
    ...producer,
    records: values.map((value) => ({ key: null, value, timestamp })),
  });
  return {
    id,
    partition,
    records,
    crc: new RecordBatchView(records).crc,
    sizeInBytes: records.length,
    recordCount,
    producerId: producer?.producerId ?? -1,
    baseSequence: producer?.baseSequence ?? -1,
    baseOffset: null,
  };
}

function fill(value: Buffer, seed: number): void {
  let state = (seed * 2_654_435_761) >>> 0;
  for (let position = idBytes; position + 4 <= value.length; position += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    value.writeUInt32LE(state, position);
  }
}
