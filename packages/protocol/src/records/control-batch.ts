import { buildRecordBatch } from "./build-record-batch.ts";
import type { RecordBatchOptions } from "./record-batch-builder.ts";

/** What a control record can say, by the number in its key (ControlRecordType). */
export const controlTypes = {
  abort: 0,
  commit: 1,
  leaderChange: 2,
  snapshotHeader: 3,
  snapshotFooter: 4,
  kraftVersion: 5,
  kraftVoters: 6,
} as const;

export type ControlType = keyof typeof controlTypes;

export interface ControlRecordInput {
  readonly type: ControlType;
  /** The encoded message that goes with the type. */
  readonly value: Uint8Array;
}

export interface ControlBatchInput extends RecordBatchOptions {
  readonly timestamp: number;
  readonly records: readonly ControlRecordInput[];
}

const controlKeyVersion = 0;
const typeNames = Object.keys(controlTypes) as readonly ControlType[];

/** A batch of records that are the brokers' own, and that consumers skip (KIP-98, KIP-595). */
export function buildControlBatch(input: ControlBatchInput): Buffer {
  return buildRecordBatch({
    ...input,
    isControl: true,
    records: input.records.map(({ type, value }) => ({
      key: controlKey(type),
      value,
      timestamp: input.timestamp,
    })),
  });
}

export interface EndTransactionMarkerInput {
  readonly outcome: "commit" | "abort";
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Of the transaction coordinator that decided. */
  readonly coordinatorEpoch: number;
  readonly timestamp: number;
  readonly baseOffset?: number;
  readonly partitionLeaderEpoch?: number;
}

/** The marker that ends a producer's transaction in one partition (KIP-98). */
export function buildEndTransactionMarker(input: EndTransactionMarkerInput): Buffer {
  const { outcome, coordinatorEpoch, ...options } = input;
  const value = Buffer.alloc(6); // EndTxnMarker: int16 version 0, int32 coordinator epoch
  value.writeInt32BE(coordinatorEpoch, 2);
  return buildControlBatch({ ...options, isTransactional: true, records: [{ type: outcome, value }] });
}

/**
 * The type that a control record's key names. Null for a number that nobody knows yet: such records are passed over. A
 * key of a later version begins the same way.
 */
export function controlTypeOf(key: Buffer | null): ControlType | null {
  if (key === null || key.length < 4) return null;
  return typeNames[key.readInt16BE(2)] ?? null;
}

function controlKey(type: ControlType): Buffer {
  const key = Buffer.alloc(4);
  key.writeInt16BE(controlKeyVersion, 0);
  key.writeInt16BE(controlTypes[type], 2);
  return key;
}
