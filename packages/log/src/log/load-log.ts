import type { Logger } from "@ottla/runtime";
import { decodeLeaderEpochs } from "../format/leader-epoch-checkpoint.ts";
import { leaderEpochFileName, segmentFileName } from "../format/segment-files.ts";
import { ProducerState } from "../producers/producer-state.ts";
import type { DirectoryPath } from "../segment/open-files.ts";
import { recoverSegment, type SegmentRecovery } from "../segment/recover-segment.ts";
import { Segment } from "../segment/segment.ts";
import { segmentIndexOf } from "./find-segment.ts";
import { LeaderEpochs } from "./leader-epochs.ts";
import type { LogConfig } from "./log-config.ts";
import type { LogShared } from "./log-shared.ts";
import { ProducerSnapshots } from "./producer-snapshots.ts";
import { recallBatches } from "./recall-batches.ts";
import { type PartitionFiles, settleFiles } from "./settle-files.ts";

export interface LoadOptions {
  readonly shared: LogShared;
  readonly directory: DirectoryPath;
  readonly config: LogConfig;
  /** From the checkpoints; 0 where they say nothing. */
  readonly startOffset: number;
  readonly recoveryPoint: number;
  /** Whether the directory was closed in order: then what lies beside the records is believed. */
  readonly isClean: boolean;
  readonly producerIdExpirationMs: number;
  readonly logger?: Logger;
}

/** What was done to open a log. */
export interface LoadReport {
  /** Segments that were read through. */
  recoveredSegments: number;
  /** Torn tails that were cut off: how many, and their bytes. */
  tornTails: number;
  tornBytes: number;
  /** Segments that lay behind a torn one and went with it. */
  removedSegments: number;
}

export interface LoadedLog {
  readonly segments: Segment[];
  readonly epochs: LeaderEpochs;
  readonly producers: ProducerState;
  readonly snapshots: ProducerSnapshots;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly recoveryPoint: number;
  readonly report: LoadReport;
}

/**
 * Brings a partition's directory into memory (LogLoader). After a clean stop, indexes and snapshots are believed, and little
 * is read. Otherwise every segment from the one with the recovery point on is read through, cut where it is torn, and its
 * indexes made anew; what lies before was on disk, indexes included, before the recovery point moved there.
 */
export async function loadLog(options: LoadOptions): Promise<LoadedLog> {
  const { shared, directory, config } = options;
  const files = await settleFiles(shared.disk, directory.path);
  const epochsPath = `${directory.path}/${leaderEpochFileName}`;
  const epochsText = files.names.has(leaderEpochFileName) ? await shared.disk.readFile(epochsPath) : null;
  const epochs = new LeaderEpochs(decodeLeaderEpochs(epochsText?.toString("latin1") ?? "", epochsPath));
  const snapshots = new ProducerSnapshots(shared.disk, directory, files.snapshots);
  const producers = new ProducerState();
  const report: LoadReport = { recoveredSegments: 0, tornTails: 0, tornBytes: 0, removedSegments: 0 };

  const segments = await openSegments(options, files);
  const startOffset = Math.max(options.startOffset, segments[0]?.baseOffset ?? 0);
  let endOffset = startOffset;
  let { recoveryPoint } = options;
  if (segments.length > 0) {
    const { first, end } = await believe(segments, files, options);
    if (options.isClean) recoveryPoint = segments[first]?.baseOffset ?? Number.POSITIVE_INFINITY;
    await replayProducers(segments, snapshots, producers, {
      endOffset: segments[first]?.baseOffset ?? end,
      nowMs: shared.clock.now(),
      expirationMs: options.producerIdExpirationMs,
    });
    endOffset =
      first < segments.length
        ? await recoverFrom(segments, first, { producers, epochs, snapshots, report, options })
        : end;
  }

  if (segments.length === 0 || endOffset < startOffset) {
    // Everything that is left was deleted (DeleteRecords) before: begin anew where the log is said to begin.
    await beginAnew(segments, snapshots, { shared, directory, config, offset: startOffset });
    producers.load([]);
    endOffset = startOffset;
  }
  epochs.truncateFromEnd(endOffset);
  epochs.truncateFromStart(startOffset);
  const bases = new Set(segments.map((segment) => segment.baseOffset));
  await snapshots.removeWhere((offset) => offset > endOffset || (!bases.has(offset) && offset !== endOffset));

  for (const segment of segments.slice(0, -1)) segment.deactivate();
  await segments.at(-1)?.prepareForAppends();
  return {
    segments,
    epochs,
    producers,
    snapshots,
    startOffset,
    endOffset,
    recoveryPoint: Math.min(recoveryPoint, endOffset),
    report,
  };
}

/**
 * Lets go of all segments and of all that is known of producers, and begins a log without records at `offset`. What was there
 * is gone for good before the new file has a name: a power cut that brought back a snapshot, or a segment that ends before
 * `offset`, would bring back open transactions, or a gap.
 */
export async function beginAnew(
  segments: Segment[],
  snapshots: ProducerSnapshots,
  {
    shared,
    directory,
    config,
    offset,
  }: Pick<LoadOptions, "shared" | "directory" | "config"> & { offset: number },
): Promise<void> {
  const wasEmpty = segments.length === 0 && snapshots.isEmpty;
  for (const segment of segments.splice(0)) await removeSegment(segment, shared);
  await snapshots.removeWhere(() => true);
  if (!wasEmpty) await shared.disk.syncDirectory(directory.path);
  const segment = newSegment(shared, directory, config, offset);
  segments.push(segment);
  // The name says where the log begins; no checkpoint does from here on.
  await segment.ensureFile();
}

/** A segment that begins now. Its file is created with its first bytes. */
export function newSegment(
  shared: LogShared,
  directory: DirectoryPath,
  config: LogConfig,
  baseOffset: number,
): Segment {
  return new Segment(directory, baseOffset, shared, {
    indexIntervalBytes: config.indexIntervalBytes,
    segmentIndexBytes: config.segmentIndexBytes,
    createdMs: shared.clock.now(),
    sizeBytes: 0,
    isSynced: false,
    isNew: true,
  });
}

export interface ReplayOptions {
  readonly endOffset: number;
  readonly nowMs: number;
  readonly expirationMs: number;
}

/**
 * The producers' state at `endOffset`: from the newest snapshot before it, and the records since. Those that were deleted
 * (DeleteRecords) and are still there count: a transaction may have begun with them.
 */
export async function replayProducers(
  segments: readonly Segment[],
  snapshots: ProducerSnapshots,
  producers: ProducerState,
  { endOffset, nowMs, expirationMs }: ReplayOptions,
): Promise<void> {
  const snapshot = await snapshots.loadAtOrBefore(endOffset);
  producers.load(snapshot?.entries ?? []);
  producers.expire(nowMs, expirationMs);
  const from = snapshot?.offset ?? 0;
  if (snapshot !== null) await recallBatches(segments, producers, { before: from, nowMs });
  for (const segment of segments.slice(segmentIndexOf(segments, from))) {
    if (segment.baseOffset >= endOffset || from >= endOffset) return;
    const position = segment.baseOffset >= from ? 0 : await segment.positionOf(from);
    await segment.scan({ from: position, to: segment.writtenBytes, crc: "trust" }, (batch) => {
      if (batch.baseOffset >= endOffset) return false;
      if (batch.baseOffset >= from) producers.apply(batch);
      return true;
    });
  }
}

/** Removes a segment's files, the records last: what has no records is swept away at the next start anyway. */
export async function removeSegment(segment: Segment, { disk }: LogShared): Promise<void> {
  await segment.close();
  for (const extension of ["index", "timeindex", "txnindex", "log"] as const) {
    await disk.remove(segment.path(extension));
  }
}

async function openSegments(options: LoadOptions, files: PartitionFiles): Promise<Segment[]> {
  const { shared, directory, config } = options;
  const opened: Segment[] = [];
  for (const [index, baseOffset] of files.segments.entries()) {
    const endOffset = files.segments[index + 1] ?? Number.POSITIVE_INFINITY;
    const status = await shared.disk.stat(`${directory.path}/${segmentFileName(baseOffset, "log")}`);
    opened.push(
      new Segment(directory, baseOffset, shared, {
        indexIntervalBytes: config.indexIntervalBytes,
        segmentIndexBytes: config.segmentIndexBytes,
        createdMs: status?.modifiedMs ?? shared.clock.now(),
        sizeBytes: status?.sizeBytes ?? 0,
        isSynced: options.isClean || endOffset <= options.recoveryPoint,
        isNew: false,
        hasTransactionIndex: files.names.has(segmentFileName(baseOffset, "txnindex")),
      }),
    );
  }
  return opened;
}

/** What is believed without reading it through. */
interface Belief {
  /** The index of the first segment that must be read through; their number if none must. */
  readonly first: number;
  /** The end of the log, in case that none must. */
  readonly end: number;
}

/** Finds out what lies beside the records, and is to be believed. */
async function believe(
  segments: readonly Segment[],
  files: PartitionFiles,
  options: LoadOptions,
): Promise<Belief> {
  const unindexed = segments.findIndex((segment) => !files.indexed.has(segment.baseOffset));
  const first = unindexed < 0 ? segments.length : unindexed;
  const last = segments.at(-1);
  if (last === undefined) return { first, end: 0 };
  if (!options.isClean) {
    return { first: Math.min(first, segmentIndexOf(segments, options.recoveryPoint)), end: 0 };
  }
  if (first < segments.length) return { first, end: 0 };
  // Believed, but looked at: the last segment must end with a whole batch.
  const { nextOffset, fault } = await last.readEnd();
  return { first: fault === null ? first : segments.length - 1, end: nextOffset };
}

interface Recovering {
  readonly producers: ProducerState;
  readonly epochs: LeaderEpochs;
  readonly snapshots: ProducerSnapshots;
  readonly report: LoadReport;
  readonly options: LoadOptions;
}

/** Reads segments through from index `first` on. Returns the offset after the last good batch. */
async function recoverFrom(
  segments: Segment[],
  first: number,
  { producers, epochs, snapshots, report, options }: Recovering,
): Promise<number> {
  let endOffset = segments[first]?.baseOffset ?? 0;
  let hasHoles = options.config.cleanupPolicy.includes("compact");
  for (let index = first; index < segments.length; index++) {
    const segment = segments[index];
    if (segment === undefined) break;
    if (segment.baseOffset > endOffset && index > first && !hasHoles) {
      // Whole batches at the end of the segment before did not reach the disk, what came after them did.
      await dropBehind(
        segments,
        index - 1,
        { endOffset, tornBytes: 0, fault: "offsetsMissing" },
        report,
        options,
      );
      break;
    }
    // A snapshot from before the crash may tell of batches that did not survive it.
    if (index > first) await snapshots.save(segment.baseOffset, producers.entries());
    const recovery = await recoverSegment(segment, segment.writtenBytes, producers, epochs);
    report.recoveredSegments++;
    hasHoles ||= recovery.hasHoles;
    endOffset = Math.max(recovery.endOffset, segment.baseOffset);
    if (recovery.tornBytes > 0) {
      report.tornTails++;
      report.tornBytes += recovery.tornBytes;
      await segment.cut(segment.writtenBytes);
      await dropBehind(segments, index, { ...recovery, endOffset }, report, options);
    }
    if (index < segments.length - 1) await segment.saveIndexes();
  }
  return endOffset;
}

/** Gives up what lies behind a torn segment: it was written later, and a log without its middle is none. */
async function dropBehind(
  segments: Segment[],
  torn: number,
  { endOffset, tornBytes, fault }: Pick<SegmentRecovery, "endOffset" | "tornBytes" | "fault">,
  report: LoadReport,
  { shared, directory, logger }: LoadOptions,
): Promise<void> {
  // The last first, so that a crash in between leaves no other gap.
  const behind = segments.splice(torn + 1).toReversed();
  for (const segment of behind) {
    await removeSegment(segment, shared);
    await shared.disk.syncDirectory(directory.path);
  }
  report.removedSegments += behind.length;
  logger?.warn(
    {
      path: segments[torn]?.path("log"),
      endOffset,
      tornBytes,
      removedSegments: behind.length,
      fault: typeof fault === "string" ? fault : (fault?.kind ?? "none"),
    },
    "a torn tail was cut off",
  );
}
