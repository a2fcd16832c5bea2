import { type RecordBatchView, setBaseOffset, setPartitionLeaderEpoch } from "@ottla/protocol";
import type { Segment } from "../segment/segment.ts";
import { activeSegment, type LogState } from "./log-state.ts";
import type { PreparedRecords } from "./prepare-append.ts";
import { roll, shouldRoll } from "./roll.ts";
import type { KeptBytes } from "./tail-memory.ts";

/** Records that have their place in the log, and are still to be written there. */
export interface PlacedRecords extends KeptBytes {
  readonly segment: Segment;
  readonly recordCount: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
}

/**
 * Gives batches their places: the point of no return of an append. Everything in memory knows of them from here on; readers
 * do once they are written. A null `leaderEpoch` says that the batches have offsets and epoch already.
 */
export function placeRecords(
  state: LogState,
  { bytes, memory, firstBatch }: PreparedRecords,
  nowMs: number,
  leaderEpoch: number | null,
): PlacedRecords {
  const coming = numberBatches(state.nextOffset, bytes, firstBatch, leaderEpoch);
  if (shouldRoll(state, { ...coming, sizeInBytes: bytes.length, nowMs })) roll(state, coming.baseOffset);
  const segment = activeSegment(state);
  let recordCount = 0;
  for (let position = 0; position < bytes.length; position = firstBatch.end) {
    const batch = firstBatch.at(position);
    if (batch.partitionLeaderEpoch > state.epochs.latest) {
      state.epochs.assign(batch.partitionLeaderEpoch, batch.baseOffset);
    }
    segment.append(batch.lastOffset, batch.maxTimestamp, batch.sizeInBytes);
    const aborted = state.producers.apply(batch);
    if (aborted !== null) segment.noteAborted(aborted);
    recordCount += batch.recordCount;
  }
  const { baseOffset, lastOffset } = coming;
  state.nextOffset = lastOffset + 1;
  const kept = state.tail.add({ bytes, memory }, baseOffset, state.nextOffset, segment.baseOffset);
  return { segment, ...kept, recordCount, baseOffset, lastOffset };
}

/** Writes offsets and epoch into batches that have none yet, and says what they span. */
function numberBatches(
  firstOffset: number,
  bytes: Buffer,
  batch: RecordBatchView,
  leaderEpoch: number | null,
): { baseOffset: number; lastOffset: number; maxTimestamp: number } {
  let nextOffset = firstOffset;
  let maxTimestamp = -1;
  let baseOffset = -1;
  for (let position = 0; position < bytes.length; position = batch.end) {
    batch.at(position);
    if (leaderEpoch !== null) {
      setBaseOffset(bytes, position, nextOffset);
      setPartitionLeaderEpoch(bytes, position, leaderEpoch);
    }
    if (baseOffset < 0) baseOffset = batch.baseOffset;
    nextOffset = batch.nextOffset;
    maxTimestamp = Math.max(maxTimestamp, batch.maxTimestamp);
  }
  return { baseOffset, lastOffset: nextOffset - 1, maxTimestamp };
}
