import type { ProducerSnapshotEntry } from "../format/producer-snapshot.ts";
import type { ProducerState } from "../producers/producer-state.ts";
import type { DirectoryPath } from "../segment/open-files.ts";
import type { Segment } from "../segment/segment.ts";
import type { LeaderEpochs } from "./leader-epochs.ts";
import type { LogConfig } from "./log-config.ts";
import type { LogShared } from "./log-shared.ts";
import type { ProducerSnapshots } from "./producer-snapshots.ts";
import type { ReadAhead } from "./read-ahead.ts";
import type { Tail } from "./tail.ts";
import type { Watermarks } from "./watermarks.ts";

/** A segment that was the active one, and what is still to be written for it. */
export interface RolledSegment {
  readonly segment: Segment;
  readonly endOffset: number;
  /** The producers' state where it ended. */
  readonly producers: readonly ProducerSnapshotEntry[];
}

/**
 * What one log is, while it is open. `Log` owns it; the operations on it, each in a file of its own, work on it directly.
 *
 * `startOffset` ≤ `endOffset` ≤ `nextOffset`: what lies between the last two has its offsets and is on its way to the disk.
 */
export interface LogState {
  readonly shared: LogShared;
  readonly directory: DirectoryPath;
  config: LogConfig;
  readonly producerIdExpirationMs: number;
  /** By base offset; never empty. The last one is the active one. */
  readonly segments: Segment[];
  readonly epochs: LeaderEpochs;
  readonly producers: ProducerState;
  readonly snapshots: ProducerSnapshots;
  readonly tail: Tail;
  readonly readAhead: ReadAhead;
  readonly watermarks: Watermarks;
  startOffset: number;
  /** Where the first file begins that is there after a crash: retention takes segments out before it renames their files. */
  firstFileOffset: number;
  /** The end of what is written. */
  endOffset: number;
  /** The offset that the next record gets. */
  nextOffset: number;
  /** Below it everything is on the disk for good, indexes and snapshots included. */
  recoveryPoint: number;
  /** Below it records are on the disk for good. */
  syncedOffset: number;
  /** Segments that are complete, whose indexes and snapshot are not written yet. */
  readonly rolled: RolledSegment[];
  /** How much earlier than `segment.ms` the active segment is rolled, so that not all logs roll at once. */
  rollJitterMs: number;
}

export function activeSegment(state: LogState): Segment {
  const active = state.segments.at(-1);
  if (active === undefined) throw new Error(`${state.directory.path} has no segment`);
  return active;
}
