import { segmentExtensions, segmentFileName } from "../format/segment-files.ts";
import type { Segment } from "../segment/segment.ts";
import type { LogState, RolledSegment } from "./log-state.ts";

/**
 * How many of the oldest segments are past keeping: older than `retention.ms`, more than `retention.bytes`, or wholly before
 * the log's start. Only what is below the high watermark goes. A compacted topic that is not also to be deleted loses
 * only what lies before its start.
 */
export async function countExpired(state: LogState, nowMs: number): Promise<number> {
  const { segments, config, watermarks } = state;
  const isDeleted = config.cleanupPolicy.includes("delete");
  let excessBytes = -1;
  if (isDeleted && config.retentionBytes >= 0) {
    excessBytes = segments.reduce((sum, segment) => sum + segment.writtenBytes, -config.retentionBytes);
  }
  let count = 0;
  for (const segment of segments.slice()) {
    const next = segments[count + 1];
    const endOffset = next?.baseOffset ?? state.nextOffset;
    if (endOffset > watermarks.highWatermark) break;
    // An empty last segment is where the next append goes.
    if (next === undefined && segment.sizeBytes === 0) break;
    const isBeforeStart = next !== undefined && next.baseOffset <= state.startOffset;
    const isExcess = excessBytes >= segment.writtenBytes;
    const isOld =
      isDeleted && config.retentionMs >= 0 && (await isOlder(segment, nowMs - config.retentionMs));
    if (!isBeforeStart && !isExcess && !isOld) break;
    excessBytes -= segment.writtenBytes;
    count++;
  }
  return count;
}

async function isOlder(segment: Segment, thanMs: number): Promise<boolean> {
  const largest = await segment.largestTimestamp();
  const timestamp = largest !== null && largest.timestamp >= 0 ? largest.timestamp : segment.createdMs;
  return timestamp < thanMs;
}

/**
 * Takes the oldest segments out of the log at once, and moves the start behind them. The active one is never among them.
 * No checkpoint need say so: the first file's name does. What was still to be written of the last of them is given too.
 */
export function takeOldest(
  state: LogState,
  count: number,
): { readonly taken: readonly Segment[]; readonly rolled: RolledSegment | null } {
  const taken = state.segments.splice(0, Math.min(count, state.segments.length - 1));
  const [first] = state.segments;
  if (first !== undefined) moveStart(state, first.baseOffset);
  return { taken, rolled: state.rolled.findLast(({ segment }) => taken.includes(segment)) ?? null };
}

/**
 * Lets the log begin at `offset`, if it begins before. Once that is durable, the epochs may be forgotten that ended before: not
 * earlier, or records that a power cut brings back would be of no epoch.
 */
export function moveStart(state: LogState, offset: number): void {
  if (offset <= state.startOffset) return;
  state.startOffset = offset;
  state.watermarks.set(Math.max(state.watermarks.highWatermark, offset), offset);
}

/**
 * Gives the files of segments that were taken out the suffix that says they are going, so that a crash does not bring them
 * back: the oldest first, each durably, so that no gap can open. Readers that are at work keep their open file. Adds the new
 * names to `names`. When the disk fails, what is left of them is the log's again, and goes with the next retention.
 */
export async function markDeleted(
  state: LogState,
  taken: readonly Segment[],
  names: string[],
): Promise<void> {
  const { shared, directory, snapshots, segments, rolled } = state;
  let goneCount = 0;
  const rename = async (name: string): Promise<void> => {
    await shared.disk.rename(`${directory.path}/${name}`, `${directory.path}/${name}.deleted`);
    names.push(`${name}.deleted`);
  };
  try {
    const existing = new Set(await shared.disk.list(directory.path));
    for (const segment of taken) {
      await rename(segment.file.name);
      segment.file.name = `${segment.file.name}.deleted`;
      snapshots.forget(segment.baseOffset);
      if (rolled[0]?.segment === segment) rolled.shift();
      goneCount++;
      for (const extension of segmentExtensions) {
        const name = segmentFileName(segment.baseOffset, extension);
        if (extension !== "log" && existing.has(name)) await rename(name);
      }
      await shared.disk.syncDirectory(directory.path);
      state.firstFileOffset = (taken[goneCount] ?? segments[0] ?? segment).baseOffset;
    }
  } catch (error) {
    segments.unshift(...taken.slice(goneCount));
    throw error;
  }
}
