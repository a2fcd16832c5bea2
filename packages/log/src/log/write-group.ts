import { encodeLeaderEpochs } from "../format/leader-epoch-checkpoint.ts";
import { leaderEpochFileName } from "../format/segment-files.ts";
import type { CommitGroup } from "./group-commit.ts";
import { LogFailure } from "./log-failure.ts";
import type { LogState } from "./log-state.ts";
import { finishRolled } from "./roll.ts";

/**
 * Writes a group of appends: first what must be there before them, then the bytes, one call for each segment, then, where
 * `flush.messages` asks for it, makes them durable. Throws LogFailure.
 */
export async function writeGroup(state: LogState, group: CommitGroup): Promise<void> {
  try {
    await saveEpochs(state);
    await finishRolled(state);
    for (const { segment, buffers, byteCount } of group.writes) {
      const position = segment.writtenBytes;
      await segment.use((open) => (buffers.length === 0 ? undefined : open.write(buffers, position)));
      segment.written(byteCount);
    }
  } catch (error) {
    // Whatever is thrown here comes from the disk.
    throw new LogFailure(state.directory.path, error as Error, { isFatal: false });
  }
  state.unsyncedRecords += group.recordCount;
  if (state.unsyncedRecords >= state.config.flushMessages) await syncSegments(state);
}

/** Makes everything that is written durable. Throws LogFailure, for which there is no remedy but a restart. */
export async function syncSegments(state: LogState): Promise<void> {
  const unsyncedRecords = state.unsyncedRecords;
  try {
    for (let index = state.segments.length - 1; index >= 0; index--) {
      const segment = state.segments[index];
      if (segment === undefined) break;
      await segment.sync();
      if (segment.baseOffset <= state.recoveryPoint) break;
    }
  } catch (error) {
    throw new LogFailure(state.directory.path, error as Error, { isFatal: true });
  }
  state.unsyncedRecords -= unsyncedRecords;
}

/** Writes the leader epochs, if they have changed: before the first record of an epoch, so that no record is without. */
export async function saveEpochs(state: LogState): Promise<void> {
  const { epochs, shared, directory } = state;
  if (!epochs.isDirty) return;
  const text = encodeLeaderEpochs(epochs.entries);
  epochs.markSaved();
  try {
    await shared.disk.replaceFile(`${directory.path}/${leaderEpochFileName}`, text);
  } catch (error) {
    epochs.markDirty();
    throw error;
  }
}

/**
 * Moves the recovery point to the end of what is written: records, indexes, snapshots and epochs below it are durable.
 * A start after a crash then need not read segments before it.
 */
export async function flush(state: LogState): Promise<void> {
  const endOffset = state.endOffset;
  if (endOffset === state.recoveryPoint) return;
  const first = state.segments.findLastIndex((segment) => segment.baseOffset <= state.recoveryPoint);
  const doubtful = state.segments.slice(Math.max(0, first));
  await syncSegments(state);
  for (const segment of doubtful) await segment.saveIndexes({ isFinal: false, isSynced: true });
  await saveEpochs(state);
  await state.shared.disk.syncDirectory(state.directory.path);
  if (endOffset > state.recoveryPoint) state.recoveryPoint = Math.min(endOffset, state.endOffset);
}
