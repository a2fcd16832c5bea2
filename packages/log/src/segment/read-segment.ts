import { batchHeaderBytes as headerBytes } from "@ottla/protocol";
import type { BufferPool } from "@ottla/runtime";
import { LogError } from "../log/log-error.ts";
import { type LogRecords, noRecords, recordsOf } from "../log/read-result.ts";
import { pickBatches, type ReadRange } from "../log/read-tail.ts";
import type { Segment } from "./segment.ts";

/** Below this, a read that is likely cached by the system costs less than the trip through the thread pool. */
const syncBelowBytes = 16 * 1024;

function malformedAt(position: number): string {
  return `is damaged: no record batch begins at byte ${position}. Restore the partition, or delete its index files to have it read through at the next start after a crash.`;
}

/**
 * Reads batches from a segment's file: from the one that holds the offset, whole, as far as the range goes. Null when the
 * segment has nothing there, because compaction removed it or it lies behind the segment's end.
 */
export async function readSegment(
  segment: Segment,
  pool: BufferPool,
  range: ReadRange,
): Promise<LogRecords | null> {
  const { offsets } = await segment.indexes();
  let position = offsets.positionOf(range.offset);
  // The entry found may lie up to an index interval before the batch; one batch more may straddle it.
  let wantedBytes = Math.max(range.maxBytes, headerBytes) + segment.indexIntervalBytes;
  while (position < segment.writtenBytes) {
    const byteCount = Math.min(wantedBytes, segment.writtenBytes - position);
    const loan = pool.take(byteCount);
    const target = loan.bytes.subarray(0, byteCount);
    const from = position;
    const count = await segment.read((open) =>
      byteCount <= syncBelowBytes ? open.readSync(target, from) : open.read(target, from),
    );
    const picked = pickBatches(target.subarray(0, count), range);
    if (picked.bytes.length > 0) {
      return recordsOf([picked.bytes], picked.bytes.length, picked.nextOffset, () => loan.release());
    }
    loan.release();
    if (picked.isMalformed) throw new LogError(segment.path("log"), malformedAt(position + picked.position));
    if (picked.isFound && picked.neededBytes === 0) return noRecords(range.offset);
    if (picked.position === 0 && picked.neededBytes === 0) return null;
    position += picked.position;
    if (picked.neededBytes > 0) {
      // The file ends within the batch: it was cut while this was read.
      if (count < byteCount || position + picked.neededBytes > segment.writtenBytes) return null;
      wantedBytes = picked.neededBytes;
    }
  }
  return null;
}
