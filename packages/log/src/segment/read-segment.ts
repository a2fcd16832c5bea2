import { batchHeaderBytes as headerBytes } from "@ottla/protocol";
import type { BufferPool, SharedBuffer } from "@ottla/runtime";
import { LogError } from "../log/log-error.ts";
import { pickBatches, type ReadRange } from "../log/read-tail.ts";
import type { Segment } from "./segment.ts";

/** Below this, a read that is likely cached by the system costs less than the trip through the thread pool. */
const syncBelowBytes = 16 * 1024;

function malformedAt(position: number): string {
  return `is damaged: no record batch begins at byte ${position}. Restore the partition, or delete its index files to have it read through at the next start after a crash.`;
}

/** What was read from a segment's file. */
export interface FileRecords {
  /** Whole batches; none where the first is more than the range allows. */
  readonly bytes: Buffer;
  readonly nextOffset: number;
  /** Where in the file the bytes begin. */
  readonly position: number;
  /** What the bytes lie in, on loan to the caller. */
  readonly memory: SharedBuffer;
}

/**
 * Reads batches from a segment's file: from the one that holds the offset, whole, as far as the range goes. Null when the
 * segment has nothing there, because compaction removed it or it lies behind the segment's end. Who knows where the batch
 * begins says so: then the index is not needed, and nothing is read beside what is wanted.
 */
export async function readSegment(
  segment: Segment,
  pool: BufferPool,
  range: ReadRange,
  knownPosition: number | null = null,
): Promise<FileRecords | null> {
  let wantedBytes = Math.max(range.maxBytes, headerBytes);
  let position = knownPosition ?? 0;
  if (knownPosition === null) {
    const { offsets } = await segment.indexes();
    position = offsets.positionOf(range.offset);
    // The entry found may lie up to an index interval before the batch; one batch more may straddle it.
    wantedBytes += segment.indexIntervalBytes;
  }
  while (position < segment.writtenBytes) {
    const byteCount = Math.min(wantedBytes, segment.writtenBytes - position);
    const memory = pool.take(byteCount);
    const target = memory.bytes.subarray(0, byteCount);
    const from = position;
    const count = await segment.read((open) =>
      byteCount <= syncBelowBytes ? open.readSync(target, from) : open.read(target, from),
    );
    const picked = pickBatches(target.subarray(0, count), range);
    if (picked.bytes.length > 0 || (picked.isFound && picked.neededBytes === 0)) {
      const { bytes, nextOffset } = picked;
      return { bytes, nextOffset, position: position + picked.position, memory };
    }
    memory.release();
    if (picked.isMalformed) throw new LogError(segment.path("log"), malformedAt(position + picked.position));
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
