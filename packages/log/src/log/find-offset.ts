import type { AbortedTransaction } from "../format/aborted-transaction.ts";
import type { Segment } from "../segment/segment.ts";
import { segmentIndexOf } from "./find-segment.ts";
import type { LogState } from "./log-state.ts";

/** A record, by where it is and what time it has. */
export interface TimestampedOffset {
  readonly offset: number;
  readonly timestamp: number;
  readonly leaderEpoch: number;
}

/** The first record whose timestamp is at least `timestamp`, or null. Looks into batches, compressed ones too. */
export async function findTimestamp(state: LogState, timestamp: number): Promise<TimestampedOffset | null> {
  for (const segment of state.segments.slice()) {
    const largest = await segment.largestTimestamp();
    if (largest === null || largest.timestamp < timestamp) continue;
    const found = await findInSegment(segment, timestamp, state.startOffset);
    if (found !== null) return found;
  }
  return null;
}

/**
 * The first record with the largest timestamp of all, or null in an empty log. As in Kafka, one before the log's start counts
 * as long as its segment is there.
 */
export async function findMaxTimestamp(state: LogState): Promise<TimestampedOffset | null> {
  let latest: { segment: Segment; timestamp: number } | null = null;
  for (const segment of state.segments.slice()) {
    const largest = await segment.largestTimestamp();
    if (largest === null || (latest !== null && largest.timestamp <= latest.timestamp)) continue;
    latest = { segment, timestamp: largest.timestamp };
  }
  if (latest === null) return null;
  return await findInSegment(latest.segment, latest.timestamp, latest.segment.baseOffset);
}

async function findInSegment(
  segment: Segment,
  timestamp: number,
  startOffset: number,
): Promise<TimestampedOffset | null> {
  const { offsets, times } = await segment.indexes();
  const from = offsets.positionOf(Math.max(times.offsetBefore(timestamp), startOffset));
  let found: TimestampedOffset | null = null;
  await segment.scan({ from, to: segment.writtenBytes, crc: "trust" }, (batch) => {
    if (batch.maxTimestamp < timestamp || batch.lastOffset < startOffset) return true;
    const cursor = batch.cursor();
    while (cursor.next()) {
      if (cursor.timestamp < timestamp || cursor.offset < startOffset) continue;
      const leaderEpoch = batch.partitionLeaderEpoch;
      found = { offset: cursor.offset, timestamp: cursor.timestamp, leaderEpoch };
      return false;
    }
    return true;
  });
  return found;
}

/** The aborted transactions that a reader of committed data between two offsets must know of (KIP-98). */
export async function findAborted(
  state: LogState,
  fromOffset: number,
  toOffset: number,
): Promise<AbortedTransaction[]> {
  const found: AbortedTransaction[] = [];
  const first = segmentIndexOf(state.segments, fromOffset);
  for (const segment of state.segments.slice(first)) {
    const { transactions } = await segment.indexes();
    if (transactions.collect(fromOffset, toOffset, found)) break;
  }
  return found;
}
