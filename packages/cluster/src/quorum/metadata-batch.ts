import { RecordBatchBuilder, type RecordBatchView } from "@ottla/protocol";
import { decodeMetadataRecord, type MetadataRecord } from "../records/index.ts";

export interface MetadataBatchOptions {
  readonly baseOffset?: number;
  readonly leaderEpoch: number;
  readonly timestampMs: number;
}

/** One batch of framed metadata records, as the controller and snapshots write them. */
export function metadataBatch(
  frames: readonly Buffer[],
  { baseOffset = 0, leaderEpoch, timestampMs }: MetadataBatchOptions,
): Buffer {
  const initialBytes = frames.reduce((sum, frame) => sum + frame.length + recordOverheadBytes, 128);
  const builder = new RecordBatchBuilder({ baseOffset, partitionLeaderEpoch: leaderEpoch, initialBytes });
  for (const frame of frames) builder.append(timestampMs, null, frame);
  return builder.build();
}

/** What a record takes beside its value, at most, where timestamps within a batch are equal and keys are null. */
export const recordOverheadBytes = 16;

export interface PositionedRecord {
  readonly offset: number;
  readonly record: MetadataRecord;
}

/** The metadata records of a batch. Throws what decoding throws. */
export function* metadataRecordsOf(batch: RecordBatchView): Generator<PositionedRecord, void, undefined> {
  for (const { offset, value } of batch.records()) {
    yield { offset, record: decodeMetadataRecord(value ?? noBytes) };
  }
}

const noBytes = Buffer.alloc(0);
