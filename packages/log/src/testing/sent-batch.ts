import { buildEndTransactionMarker, buildRecordBatch, type CompressionCodec } from "@ottla/protocol";

/** A batch as a producer, or a transaction coordinator, has it before it is sent: it can be made again and again. */
export interface SentBatch {
  readonly values: readonly string[];
  readonly timestamps: readonly number[];
  readonly codec: CompressionCodec;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  /** The batch is a marker that ends a transaction. */
  readonly marker: "commit" | "abort" | null;
}

/** Fresh bytes: a log writes into those that it is given. */
export function bytesOf(batch: SentBatch): Buffer {
  const { producerId, producerEpoch, marker } = batch;
  if (marker !== null) {
    const timestamp = batch.timestamps[0] ?? 0;
    return buildEndTransactionMarker({
      outcome: marker,
      producerId,
      producerEpoch,
      coordinatorEpoch: 0,
      timestamp,
    });
  }
  return buildRecordBatch({
    codec: batch.codec,
    producerId,
    producerEpoch,
    baseSequence: batch.baseSequence,
    isTransactional: batch.isTransactional,
    records: batch.values.map((value, index) => ({
      key: Buffer.from(`key-${index}`),
      value: Buffer.from(value),
      timestamp: batch.timestamps[index] ?? 0,
    })),
  });
}

/** A batch of a producer without an id. */
export function plainBatch(values: readonly string[], timestamp: number): SentBatch {
  return {
    values,
    timestamps: values.map(() => timestamp),
    codec: "none",
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    isTransactional: false,
    marker: null,
  };
}
