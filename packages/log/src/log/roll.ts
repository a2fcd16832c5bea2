import { newSegment } from "./load-log.ts";
import { activeSegment, type LogState, type RolledSegment } from "./log-state.ts";

export interface ComingAppend {
  readonly sizeInBytes: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestamp: number;
  readonly nowMs: number;
}

/** Whether what comes belongs in a segment of its own (LogSegment.shouldRoll). */
export function shouldRoll(state: LogState, coming: ComingAppend): boolean {
  const active = activeSegment(state);
  // A segment cannot follow one that begins where it would.
  if (coming.baseOffset === active.baseOffset) return false;
  if (active.isIndexFull(coming.lastOffset)) return true;
  if (active.sizeBytes === 0) return false;
  if (active.sizeBytes > state.config.segmentBytes - coming.sizeInBytes) return true;
  const first = active.firstTimestamp ?? -1;
  // Records' own time where they have one, so that a segment holds a stretch of *their* time; else the file's age.
  const ageMs = first >= 0 ? coming.maxTimestamp - first : coming.nowMs - active.createdMs;
  return ageMs > state.config.segmentMs - state.rollJitterMs;
}

/**
 * Begins a new segment at the next offset, at once; its file follows with the next write, the old one's indexes with the next
 * flush. The producers' state of this moment goes with the old segment, because later appends change it.
 */
export function roll(state: LogState, baseOffset: number): void {
  const { shared, directory, config, segments } = state;
  const old = activeSegment(state);
  state.rolled.push({ segment: old, endOffset: baseOffset, producers: state.producers.entries() });
  segments.push(newSegment(shared, directory, config, baseOffset));
  const jitterMs = Math.min(config.segmentJitterMs, config.segmentMs);
  state.rollJitterMs = jitterMs > 0 ? shared.random.uint32() % jitterMs : 0;
}

/**
 * Writes, durably, what a start needs so that it need not read a segment through: its indexes, and the producers' state where it
 * ends, which one sync of the directory serves both.
 */
export async function complete(
  { snapshots, shared, directory }: LogState,
  { segment, endOffset, producers }: RolledSegment,
): Promise<void> {
  await snapshots.write(endOffset, producers);
  if (await segment.saveIndexes()) return;
  await shared.disk.syncDirectory(directory.path);
}

/**
 * Writes, durably, what is missing of the segments that were rolled and end at or before `endOffset`, up to where everything
 * is written. May be called again when it has failed.
 */
export async function finishRolled(state: LogState, endOffset: number): Promise<void> {
  for (;;) {
    const rolled = state.rolled[0];
    if (rolled === undefined || rolled.endOffset > endOffset) return;
    await complete(state, rolled);
    rolled.segment.deactivate();
    if (state.rolled[0] === rolled) state.rolled.shift();
  }
}
