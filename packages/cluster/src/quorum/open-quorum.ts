import { Log, type LogDirectory, LogDirectoryError, type LogHooks, type LogShared } from "@ottla/log";
import { zeroUuid } from "@ottla/protocol";
import type { Clock, Disk, Logger, Random } from "@ottla/runtime";
import { bootstrapRecords } from "../format/bootstrap-records.ts";
import {
  bootstrapFileName,
  metadataDirectoryName,
  metadataTopicId,
  metadataTopicName,
} from "../format/file-names.ts";
import { MetadataRecordError, type MetadataRecordInput } from "../records/index.ts";
import { readSnapshot } from "../snapshot/read-snapshot.ts";
import { Snapshots } from "../snapshot/snapshots.ts";
import { checkFeatures, checkOnlyVoter } from "./check-quorum.ts";
import { type LoadedMetadata, loadMetadata } from "./load-metadata.ts";
import { readQuorumState, saveQuorumState } from "./quorum-state.ts";
import { fileDeleteDelayMs, type MetadataLogSettings, metadataLogConfig } from "./settings.ts";
import type { VoterEndpoint } from "./voters.ts";

export interface MetadataQuorumOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  /** Formatted, locked and verified: `metadata.log.dir`, or the first of `log.dirs`. */
  readonly directory: LogDirectory;
  readonly nodeId: number;
  readonly clusterId: string;
  readonly shared: LogShared;
  readonly settings?: Partial<MetadataLogSettings>;
  /** How other nodes reach this one as a controller, by the listeners of `controller.listener.names`. */
  readonly controllerEndpoints: readonly VoterEndpoint[];
  /** Ids in `controller.quorum.voters`; null or left out where that is not set. */
  readonly staticVoters?: readonly number[] | null;
  /** `min.insync.replicas`, which becomes a setting of the cluster when a new one begins. */
  readonly minInsyncReplicas?: number;
}

/** A metadata log that was read through, and whose one voter may begin to lead. */
export interface OpenedQuorum {
  readonly log: Log;
  readonly snapshots: Snapshots;
  readonly loaded: LoadedMetadata;
  readonly directoryId: string;
  readonly leaderEpoch: number;
  /** What a new cluster begins with. */
  readonly bootstrap: readonly MetadataRecordInput[];
}

/**
 * Opens log and snapshots, reads them, and begins a new epoch. The epoch is durable when this resolves, before anything is
 * written in it: a leader that starts anew never writes in an epoch that was led before.
 */
export async function openQuorum(
  options: MetadataQuorumOptions,
  settings: MetadataLogSettings,
  hooks: LogHooks,
): Promise<OpenedQuorum> {
  const { disk, clock, shared, nodeId, logger, staticVoters = null } = options;
  const path = `${options.directory.path}/${metadataDirectoryName}`;
  const directoryId = await settleDirectoryId(options);
  await disk.makeDirectory(path);
  await disk.syncDirectory(options.directory.path);
  const snapshots = await Snapshots.open({ disk, clock, directory: path, deleteDelayMs: fileDeleteDelayMs });
  const log = await Log.open({
    shared,
    directory: path,
    topic: metadataTopicName,
    partition: 0,
    topicId: metadataTopicId,
    config: metadataLogConfig(settings),
    hooks,
    ...(logger === undefined ? {} : { logger }),
  });
  try {
    await reconcile(log, snapshots);
    const loaded = await loadMetadata(log, snapshots);
    const state = await readState(disk, path);
    checkOnlyVoter({ path, nodeId, directoryId, staticVoters }, loaded, state);
    checkFeatures(path, loaded.image.features);
    const epochs = [state?.leaderEpoch ?? 0, log.leaderEpoch, snapshots.latest?.epoch ?? 0];
    const leaderEpoch = Math.max(...epochs) + 1;
    await saveQuorumState(disk, path, {
      leaderId: nodeId,
      leaderEpoch,
      votedId: -1,
      votedDirectoryId: zeroUuid,
      voters: loaded.kraftVersion === 0 ? [nodeId] : null,
    });
    const bootstrap = await readBootstrap(options, loaded);
    return { log, snapshots, loaded, directoryId, leaderEpoch, bootstrap };
  } catch (error) {
    await log.close({ isClean: false });
    throw error;
  }
}

/** Makes log and snapshots fit one another, as a crash may have left them apart (`KafkaRaftLog`). */
async function reconcile(log: Log, snapshots: Snapshots): Promise<void> {
  const { latest } = snapshots;
  if (log.startOffset > 0 && (latest === null || latest.endOffset < log.startOffset)) {
    throw new LogDirectoryError(
      log.directory,
      `begins at offset ${log.startOffset}, and no snapshot holds what came before`,
      "Restore the snapshot (.checkpoint), or the directory from a backup.",
    );
  }
  await snapshots.sweepBefore(log.startOffset);
  if (latest === null) return;
  const logEpoch = Math.max(log.leaderEpoch, 0);
  const isNewer = latest.epoch > logEpoch || (latest.epoch === logEpoch && latest.endOffset > log.endOffset);
  if (!isNewer) return;
  await log.truncateFullyAndStartAt(latest.endOffset);
  await snapshots.forgetBefore(latest);
}

/** Directories from before KIP-858 have no id yet. */
async function settleDirectoryId({ directory, random, clock }: MetadataQuorumOptions): Promise<string> {
  const { meta } = directory;
  if (meta === null) throw new LogDirectoryError(directory.path, "is not formatted", "Format it.");
  if (meta.directoryId !== null) return meta.directoryId;
  const settled = await directory.format(meta, { random, now: clock.now() });
  // `format` gives an id to a directory that has none.
  return settled.directoryId ?? zeroUuid;
}

async function readState(disk: Disk, path: string): ReturnType<typeof readQuorumState> {
  try {
    return await readQuorumState(disk, path);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
    const remedy = "Restore it, or remove it: a quorum of one voter finds its epoch in the log as well.";
    throw new LogDirectoryError(`${path}/quorum-state`, `is malformed: ${error.message}`, remedy, {
      cause: error,
    });
  }
}

/**
 * What a new cluster begins with: what formatting wrote beside `meta.properties`, or, as newer Kafkas do, into the bootstrap
 * snapshot. Without either, just the newest metadata version, as in Apache Kafka.
 */
async function readBootstrap(
  { disk, directory }: MetadataQuorumOptions,
  loaded: LoadedMetadata,
): Promise<readonly MetadataRecordInput[]> {
  if (loaded.image.features.metadataVersion !== null) return [];
  const path = `${directory.path}/${bootstrapFileName}`;
  const bytes = await disk.readFile(path);
  if (bytes === null) return loaded.bootstrap.length > 0 ? loaded.bootstrap : bootstrapRecords(new Map());
  const records: MetadataRecordInput[] = [];
  try {
    readSnapshot(bytes, (record) => records.push(record));
  } catch (error) {
    const isNewer = error instanceof MetadataRecordError;
    const fault = `cannot be understood: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = isNewer ? "Start the Apache Kafka that wrote it." : "Format the directory anew.";
    throw new LogDirectoryError(path, fault, remedy, { cause: error });
  }
  return records;
}
