import { readSegment } from "../segment/read-segment.ts";
import { segmentIndexOf } from "./find-segment.ts";
import type { LogState } from "./log-state.ts";
import { type LogRead, noRecords, type ReadOptions } from "./read-result.ts";
import { type ReadRange, readTail } from "./read-tail.ts";

/** {@link readLog}, if what is asked for is in memory, or there is nothing to read. Null when it takes the disk. */
export function readCached(
  state: LogState,
  offset: number,
  maxBytes: number,
  options: ReadOptions,
): LogRead | null {
  const { startOffset, endOffset, tail, readAhead } = state;
  if (offset < startOffset || offset > endOffset) {
    return { kind: "offsetOutOfRange", startOffset, endOffset };
  }
  const range = rangeOf(state, offset, maxBytes, options);
  if (offset >= range.endOffset) return noRecords(offset);
  return readTail(tail, range) ?? (options.readAhead === true ? readAhead.take(state, range) : null);
}

/**
 * Reads whole batches from the one that holds `offset` on, at most `maxBytes` of them, and none of a later segment
 * (followers of before 4.5 fail on more than a segment at once).
 */
export async function readLog(
  state: LogState,
  offset: number,
  maxBytes: number,
  options: ReadOptions,
): Promise<LogRead> {
  const underway = state.readAhead.whenRead(offset);
  if (underway !== undefined) await underway;
  const cached = readCached(state, offset, maxBytes, { ...options, readAhead: true });
  if (cached !== null) return cached;
  const range = rangeOf(state, offset, maxBytes, options);
  const { segments, shared, readAhead } = state;
  let segment = segments[segmentIndexOf(segments, offset)];
  while (segment !== undefined && segment.baseOffset < range.endOffset) {
    const { baseOffset } = segment;
    try {
      const { generation } = readAhead;
      const startedMs = shared.clock.monotonic();
      const found = await readSegment(segment, shared.pool, range, readAhead.positionOf(offset, segment));
      if (found !== null) {
        const tookMs = shared.clock.monotonic() - startedMs;
        return readAhead.follow(state, segment, range, { found, tookMs, generation });
      }
    } catch (error) {
      // Retention took the segment while it was read: look again where the log begins now.
      if (segments.includes(segment)) throw error;
      return await readLog(state, offset, maxBytes, options);
    }
    // Compaction may have left nothing behind this offset in the segment: the next one has it.
    segment = segments.find((candidate) => candidate.baseOffset > baseOffset);
  }
  if (offset < state.startOffset || offset > state.endOffset) {
    return await readLog(state, offset, maxBytes, options);
  }
  return noRecords(offset);
}

function rangeOf(
  state: LogState,
  offset: number,
  maxBytes: number,
  { minOneBatch = false, upTo }: ReadOptions,
): ReadRange {
  return { offset, endOffset: readableEnd(state, upTo), maxBytes, minOneBatch };
}

function readableEnd({ endOffset, watermarks }: LogState, upTo: ReadOptions["upTo"]): number {
  if (upTo === "end") return endOffset;
  return upTo === "lastStableOffset" ? watermarks.lastStableOffset : watermarks.highWatermark;
}
