import type { Disk } from "@ottla/runtime";
import { decodePartitionMetadata, encodePartitionMetadata } from "../format/partition-metadata.ts";
import { partitionMetadataFileName } from "../format/segment-files.ts";
import type { DirectoryPath } from "../segment/open-files.ts";
import { type LoadReport, loadLog } from "./load-log.ts";
import { never } from "./log-config.ts";
import { LogError } from "./log-error.ts";
import { defaultProducerIdExpirationMs, type LogOptions } from "./log-options.ts";
import type { LogState } from "./log-state.ts";
import { ReadAhead } from "./read-ahead.ts";
import { Tail } from "./tail.ts";
import { Watermarks } from "./watermarks.ts";
import { syncSegments } from "./write-group.ts";

/** A log as it is when it has just been opened. */
export interface OpenedLog {
  readonly state: LogState;
  readonly topicId: string | null;
  readonly report: LoadReport;
}

/** Finds out whose directory it is, loads what lies there, and sets up what a log keeps while it is open. */
export async function openLog(options: LogOptions): Promise<OpenedLog> {
  const { shared, config } = options;
  const directory: DirectoryPath = { path: options.directory };
  const topicId = await settleDirectory(shared.disk, directory.path, options.topicId);
  const producerIdExpirationMs = options.producerIdExpirationMs ?? defaultProducerIdExpirationMs;
  const loaded = await loadLog({
    shared,
    directory,
    config,
    startOffset: options.startOffset ?? 0,
    recoveryPoint: options.recoveryPoint ?? 0,
    isClean: options.isClean ?? false,
    producerIdExpirationMs,
    logger: options.logger,
  });
  const { segments, epochs, producers, snapshots, startOffset, endOffset, recoveryPoint, report } = loaded;
  const known = options.isReplicated ? (options.highWatermark ?? startOffset) : endOffset;
  const highWatermark = Math.min(Math.max(known, startOffset), endOffset);
  const watermarks = new Watermarks(producers, highWatermark);
  watermarks.set(highWatermark, startOffset);
  const state: LogState = {
    shared,
    directory,
    config,
    producerIdExpirationMs,
    segments,
    epochs,
    producers,
    snapshots,
    tail: new Tail(shared.tailCache),
    readAhead: new ReadAhead(shared.readAheadMemory),
    watermarks,
    startOffset,
    firstFileOffset: segments[0]?.baseOffset ?? startOffset,
    endOffset,
    nextOffset: endOffset,
    recoveryPoint,
    syncedOffset: recoveryPoint,
    rolled: [],
    rollJitterMs: 0,
  };
  // A producer that sends a batch again is told that it is there: that must be as true as for the first time.
  if (report.recoveredSegments > 0 && config.flushMessages < never) await syncSegments(state, endOffset);
  return { state, topicId, report };
}

/** Finds out whose directory it is, and makes it where there is none. One that says whose it is need not be made. */
async function settleDirectory(disk: Disk, path: string, topicId: string | null): Promise<string | null> {
  const written = await readTopicId(disk, path);
  if (written === null) await disk.makeDirectory(path);
  return await agreeOnTopicId(disk, path, written, topicId);
}

/** Writes `partition.metadata`, or finds out that the directory belongs to another topic of the same name. */
export async function settleTopicId(
  disk: Disk,
  directory: string,
  topicId: string | null,
): Promise<string | null> {
  return await agreeOnTopicId(disk, directory, await readTopicId(disk, directory), topicId);
}

async function agreeOnTopicId(
  disk: Disk,
  directory: string,
  written: string | null,
  topicId: string | null,
): Promise<string | null> {
  const path = `${directory}/${partitionMetadataFileName}`;
  if (topicId === null || written === topicId) return written;
  if (written !== null) {
    throw new LogError(
      path,
      `names the topic id ${written}, the cluster says ${topicId}: it belongs to another topic.`,
    );
  }
  await disk.replaceFile(path, encodePartitionMetadata(topicId));
  return topicId;
}

/** What `partition.metadata` says; null where there is none. */
async function readTopicId(disk: Disk, directory: string): Promise<string | null> {
  const path = `${directory}/${partitionMetadataFileName}`;
  const text = await disk.readFile(path);
  if (text === null) return null;
  const topicId = decodePartitionMetadata(text.toString("latin1"));
  if (topicId !== null) return topicId;
  throw new LogError(
    path,
    "is malformed. Restore it from another replica, or delete the partition's directory.",
  );
}
