import { beginAnew, removeSegment, replayProducers } from "./load-log.ts";
import { activeSegment, type LogState } from "./log-state.ts";

/**
 * Cuts the log at `offset`: what lies at or beyond it was never written, for whoever looks afterwards. Nothing may be on its
 * way to the disk. Called again after it failed, it goes on where it was.
 */
export async function truncateLog(state: LogState, offset: number): Promise<void> {
  const { segments, shared } = state;
  const highWatermark = Math.min(state.watermarks.highWatermark, offset);
  state.tail.truncateTo(offset);
  state.readAhead.clear();
  state.startOffset = Math.min(state.startOffset, offset);
  state.nextOffset = offset;
  state.endOffset = Math.min(state.endOffset, offset);
  state.recoveryPoint = Math.min(state.recoveryPoint, state.endOffset);
  state.syncedOffset = Math.min(state.syncedOffset, state.endOffset);
  while (segments.length > 1 && activeSegment(state).baseOffset >= offset) {
    await removeSegment(activeSegment(state), shared);
    segments.pop();
    // Durably, one after another: what comes back after a power cut must be a beginning of what was there.
    await shared.disk.syncDirectory(state.directory.path);
    const active = activeSegment(state);
    await active.activate();
    const last = state.rolled.findIndex((rolled) => rolled.segment === active);
    if (last >= 0) state.rolled.splice(last);
  }
  await activeSegment(state).truncateTo(offset);
  state.epochs.truncateFromEnd(offset);
  await state.snapshots.removeWhere((saved) => saved > offset);
  await replayProducers(segments, state.snapshots, state.producers, {
    endOffset: offset,
    nowMs: shared.clock.now(),
    expirationMs: state.producerIdExpirationMs,
  });
  state.watermarks.set(highWatermark, state.startOffset);
}

/** Empties the log and lets it begin at `offset`: what a replica does that has nothing its leader still has. */
export async function restartLog(state: LogState, offset: number): Promise<void> {
  const { segments, shared } = state;
  state.tail.clear();
  state.readAhead.clear();
  state.rolled.length = 0;
  const { directory, config } = state;
  await beginAnew(segments, state.snapshots, { shared, directory, config, offset });
  state.producers.load([]);
  state.epochs.clear();
  state.startOffset = offset;
  state.firstFileOffset = offset;
  state.endOffset = offset;
  state.nextOffset = offset;
  state.recoveryPoint = offset;
  state.syncedOffset = offset;
  state.watermarks.set(offset, offset);
}
