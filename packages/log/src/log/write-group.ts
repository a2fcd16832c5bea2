import { encodeLeaderEpochs } from "../format/leader-epoch-checkpoint.ts";
import { leaderEpochFileName } from "../format/segment-files.ts";
import { segmentIndexOf } from "./find-segment.ts";
import type { CommitGroup } from "./group-commit.ts";
import { LogFailure } from "./log-failure.ts";
import type { LogState } from "./log-state.ts";
import { finishRolled } from "./roll.ts";

const maxUnfinished = 8;

/**
 * Writes a group of appends: first what must be there before them, then the bytes, one call for each segment, then, where
 * `flush.messages` asks for it, makes them durable. Throws LogFailure.
 *
 * A new segment's file gets a durable name before it gets bytes. So whatever a power cut takes, the files that are left are
 * the first ones, without a gap between them.
 */
export async function writeGroup(state: LogState, group: CommitGroup): Promise<void> {
  try {
    await saveEpochs(state);
    // Appends must not roll segments faster than the disk can complete them.
    if (state.rolled.length > maxUnfinished) await finishRolled(state, state.endOffset);
    for (const { segment, buffers, byteCount } of group.writes) {
      await segment.prepareToWrite();
      if (byteCount === 0) continue;
      const position = segment.writtenBytes;
      await segment.use((open) => open.write(buffers, position));
      segment.written(byteCount);
    }
  } catch (error) {
    // Whatever is thrown here comes from the disk.
    throw new LogFailure(state.directory.path, error as Error, { isFatal: false });
  }
  const { endOffset } = group;
  if (endOffset - state.syncedOffset >= state.config.flushMessages) await syncSegments(state, endOffset);
}

/**
 * Makes records durable that are written, all below `endOffset` at least. Throws LogFailure; where a sync itself failed, there is
 * no remedy but a restart.
 */
export async function syncSegments(state: LogState, endOffset: number): Promise<void> {
  try {
    // A list of its own: while one is synced, retention may take others out of the log, which need no sync any more.
    const unsynced = state.segments.slice(segmentIndexOf(state.segments, state.recoveryPoint));
    for (const segment of unsynced.toReversed()) {
      if (segment.baseOffset < (state.segments[0]?.baseOffset ?? 0)) break;
      if (segment.writtenBytes > 0) await segment.sync();
    }
  } catch (error) {
    if (error instanceof LogFailure) throw error;
    throw new LogFailure(state.directory.path, error as Error, { isFatal: false });
  }
  state.syncedOffset = Math.max(state.syncedOffset, endOffset);
}

/** Writes the leader epochs, if they have changed: before the first record of an epoch, so that no record is without. */
export async function saveEpochs({ epochs, shared, directory }: LogState): Promise<void> {
  await epochs.save((entries) =>
    shared.disk.replaceFile(`${directory.path}/${leaderEpochFileName}`, encodeLeaderEpochs(entries)),
  );
}

/**
 * Moves the recovery point to the end of what is written: records, epochs, and the indexes and snapshots of segments that are
 * complete are durable below it. A start after a crash reads only the segment that it lies in, and those behind.
 */
export async function flush(state: LogState): Promise<void> {
  const { endOffset } = state;
  if (endOffset === state.recoveryPoint && state.rolled.length === 0) return;
  await syncSegments(state, endOffset);
  await finishRolled(state, endOffset);
  await saveEpochs(state);
  if (endOffset > state.recoveryPoint) state.recoveryPoint = Math.min(endOffset, state.endOffset);
}
