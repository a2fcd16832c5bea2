import { Slices } from "@ottla/runtime";
import {
  leavingDirectoryName,
  type PartitionDirectoryName,
  parsePartitionDirectoryName,
  partitionDirectoryName,
} from "../format/partition-directory.ts";
import type { LoadReport } from "../log/load-log.ts";
import { Log } from "../log/log.ts";
import type { LogConfig } from "../log/log-config.ts";
import { concurrently } from "./concurrently.ts";
import type { CheckpointKind, LogDirectory } from "./log-directory.ts";
import { LogDirectoryError } from "./log-directory-error.ts";
import {
  defaultLogManagerSettings,
  type LogManagerOptions,
  type LogManagerSettings,
} from "./log-manager-options.ts";
import { periodically } from "./periodically.ts";

/** Kept by the metadata quorum, not by the log manager, though it lies beside the others. */
const metadataDirectoryName = "__cluster_metadata-0";
const longestTimerMs = 2_147_483_647;

/** One directory and the logs in it. */
interface Shelf {
  readonly directory: LogDirectory;
  /** By directory name. */
  readonly logs: Map<string, Log>;
  /** Copies of logs in other directories that are to take their place here, by the name that they will have. */
  readonly futures: Map<string, Log>;
  /** How far compaction has come. Nobody compacts yet; what Kafka's cleaner wrote is kept for the next who does. */
  cleaner: Map<string, number>;
  wasClean: boolean;
  /** Logs that are being begun: they count when the next one looks for room. */
  beginning: number;
  /** Checkpoints are written one after another: two at once would be out of order. */
  saving: Promise<void>;
  /** What is to be written when that is done. Whoever wants a checkpoint meanwhile shares it. */
  toSave: { readonly kinds: Set<CheckpointKind>; readonly saved: Promise<void> } | null;
}

export interface NewLog {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  readonly config: LogConfig;
}

/**
 * All partitions of a broker, in one directory or several: opens them, makes and deletes them, and sees to retention, flushing
 * and checkpoints while they are open.
 */
export class LogManager {
  readonly #options: LogManagerOptions;
  readonly #settings: LogManagerSettings;
  readonly #shelves: readonly Shelf[];
  readonly #tasks: (() => Promise<void>)[] = [];
  readonly #report: LoadReport = { recoveredSegments: 0, tornTails: 0, tornBytes: 0, removedSegments: 0 };
  /** Broker epoch of the last clean stop; null unless every directory was closed in order. */
  #previousBrokerEpoch: number | null = null;

  private constructor(options: LogManagerOptions) {
    this.#options = options;
    this.#settings = { ...defaultLogManagerSettings, ...options.settings };
    this.#shelves = options.directories.map((directory) => ({
      directory,
      logs: new Map(),
      futures: new Map(),
      cleaner: new Map(),
      wasClean: false,
      beginning: 0,
      saving: Promise.resolve(),
      toSave: null,
    }));
  }

  /**
   * Opens every partition in the directories. A directory that cannot be read is given up if there are others; if it is the
   * only one, rejects with what is wrong with it.
   */
  static async open(options: LogManagerOptions): Promise<LogManager> {
    const manager = new LogManager(options);
    const failures: Error[] = [];
    for (const shelf of manager.#shelves) {
      try {
        // Nobody is served yet.
        await options.shared.disk.onTheSpot(() => manager.#load(shelf));
      } catch (error) {
        const failure = error as Error; // From the disk, or one of ours.
        failures.push(failure);
        shelf.directory.fail(failure);
        for (const log of shelf.logs.values()) await log.close({ isClean: false });
        shelf.logs.clear();
        options.logger?.error({ path: shelf.directory.path, error }, "a log directory cannot be opened");
      }
    }
    const [first] = failures;
    if (first !== undefined && failures.length === manager.#shelves.length) throw first;
    manager.#startTasks();
    return manager;
  }

  get directories(): readonly LogDirectory[] {
    return this.#options.directories;
  }

  /** What opening took, all logs together. */
  get loadReport(): LoadReport {
    return this.#report;
  }

  /** The broker epoch of the last stop, if it was clean: the controller is told at registration (KIP-966). Else null. */
  get previousBrokerEpoch(): number | null {
    return this.#previousBrokerEpoch;
  }

  get(topic: string, partition: number): Log | undefined {
    const name = partitionDirectoryName(topic, partition);
    for (const shelf of this.#shelves) {
      const log = shelf.logs.get(name);
      if (log !== undefined) return log;
    }
    return undefined;
  }

  *logs(): Generator<Log, void, undefined> {
    for (const shelf of this.#shelves) yield* shelf.logs.values();
  }

  logsIn(directory: LogDirectory): readonly Log[] {
    const shelf = this.#shelves.find((candidate) => candidate.directory === directory);
    return [...(shelf?.logs.values() ?? [])];
  }

  /** Copies that are on their way to a directory. */
  futuresIn(directory: LogDirectory): readonly Log[] {
    return [...this.#shelfOf(directory).futures.values()];
  }

  directoryOf(log: Log): LogDirectory | undefined {
    const name = partitionDirectoryName(log.topic, log.partition);
    return this.#shelves.find((shelf) => shelf.logs.get(name) === log)?.directory;
  }

  /**
   * Begins a partition, in the directory that has fewest. Returns the one that is there, if it is the same topic's; rejects
   * with LogError if it is another's of the same name: {@link setAside} that first.
   */
  async create({ topic, partition, topicId, config }: NewLog): Promise<Log> {
    const existing = this.get(topic, partition);
    if (existing !== undefined) {
      await existing.adoptTopicId(topicId);
      return existing;
    }
    const usable = this.#shelves.filter((shelf) => shelf.directory.failure === null);
    const [shelf] = usable.toSorted((a, b) => a.logs.size + a.beginning - b.logs.size - b.beginning);
    if (shelf === undefined) throw new Error("no log directory is left that works");
    const name = partitionDirectoryName(topic, partition);
    shelf.beginning++;
    let log: Log;
    try {
      log = await this.#open(shelf, { topic, partition, fate: null }, { topicId, config });
      shelf.logs.set(name, log);
    } finally {
      shelf.beginning--;
    }
    await this.#options.shared.disk.syncDirectory(shelf.directory.path);
    return log;
  }

  /** Gives a partition up. Its directory is renamed at once, and removed after `file.delete.delay.ms`. */
  async delete(topic: string, partition: number): Promise<void> {
    const { disk, clock } = this.#options.shared;
    const left = await this.#leave(topic, partition, "delete");
    if (left === null) return;
    const delayMs = Math.min(left.log.config.fileDeleteDelayMs, longestTimerMs);
    clock.schedule(delayMs, () => {
      // What cannot be removed now is removed at the next start.
      disk
        .remove(left.path)
        .catch((error: unknown) => this.#warn(error, "a deleted partition stays on disk"));
    });
  }

  /**
   * Begins an empty copy of a partition in another directory (KIP-113). Whoever moves the partition fills it, with the offsets
   * that records have, and then lets it take the log's place or drops it.
   */
  async beginFuture({ topic, partition, topicId, config }: Log, directory: LogDirectory): Promise<Log> {
    const shelf = this.#shelfOf(directory);
    const uniqueBytes = this.#options.shared.random.bytes(16);
    const directoryName = leavingDirectoryName(topic, partition, "future", uniqueBytes);
    const known = { topicId, config, directoryName, isReplicated: true };
    const future = await this.#open(shelf, { topic, partition, fate: null }, known);
    shelf.futures.set(partitionDirectoryName(topic, partition), future);
    return future;
  }

  /** Gives a copy up. */
  async dropFuture(future: Log): Promise<void> {
    const name = partitionDirectoryName(future.topic, future.partition);
    for (const { futures } of this.#shelves) if (futures.get(name) === future) futures.delete(name);
    await future.close({ isClean: false });
    await this.#options.shared.disk.remove(future.directory);
  }

  /**
   * Lets a copy that has all records of a log take its place. Resolves with the log as it goes on; the two that were there
   * before are closed. The order survives a crash: the copy has its name before the original loses it.
   */
  async replaceWithFuture(log: Log, future: Log): Promise<Log> {
    const { disk } = this.#options.shared;
    const { topic, partition, topicId, config, startOffset } = log;
    const name = partitionDirectoryName(topic, partition);
    const target = this.#shelves.find(({ futures }) => futures.get(name) === future);
    if (target === undefined) throw new Error(`${future.directory} is no copy that is on its way`);
    await future.close({ isClean: true });
    await log.close({ isClean: false });
    const { endOffset } = future;
    await disk.rename(future.directory, `${target.directory.path}/${name}`);
    await disk.syncDirectory(target.directory.path);
    target.futures.delete(name);
    await this.delete(topic, partition);
    const known = { topicId, config, startOffset, recoveryPoint: endOffset, highWatermark: endOffset };
    const moved = await this.#open(target, { topic, partition, fate: null }, { ...known, isClean: true });
    target.logs.set(name, moved);
    await this.#save(target, ["recoveryPoint", "highWatermark", "logStart"]);
    return moved;
  }

  /** Puts a partition aside that the metadata knows nothing of. It is kept for whoever wants to look at it. */
  async setAside(topic: string, partition: number): Promise<void> {
    await this.#leave(topic, partition, "stray");
  }

  /** Removes what is past keeping from all logs. Runs by itself every `log.retention.check.interval.ms`. */
  async deleteExpired(): Promise<void> {
    await this.#forEachLog(async (log) => {
      const count = await log.deleteExpired();
      if (count > 0) this.#options.logger?.info({ path: log.directory, count }, "segments were deleted");
    });
  }

  /** Writes the checkpoints of all directories. */
  async saveCheckpoints(kinds: readonly CheckpointKind[] = ["recoveryPoint", "logStart"]): Promise<void> {
    for (const shelf of this.#shelves) {
      if (shelf.directory.failure === null) await this.#save(shelf, kinds);
    }
  }

  /**
   * Closes every log and gives the directories back. After a clean close each directory says so, with the broker's epoch; one
   * whose logs could not all be closed in order does not.
   */
  async close({
    isClean,
    brokerEpoch,
  }: {
    readonly isClean: boolean;
    readonly brokerEpoch: number;
  }): Promise<void> {
    for (const stop of this.#tasks.splice(0)) await stop();
    for (const { futures } of this.#shelves)
      for (const future of futures.values()) await this.dropFuture(future);
    for (const shelf of this.#shelves) {
      let isSound = isClean && shelf.directory.failure === null;
      // Nobody is served any more.
      await this.#options.shared.disk.onTheSpot(() =>
        concurrently(shelf.logs.values(), this.#settings.concurrency, async (log) => {
          try {
            await log.close({ isClean });
          } catch (error) {
            isSound = false;
            this.#warn(error, "a log could not be closed in order");
          }
        }),
      );
      try {
        if (isClean && shelf.directory.failure === null)
          await this.#save(shelf, ["recoveryPoint", "highWatermark", "logStart"]);
        if (isSound) await shelf.directory.markCleanShutdown(brokerEpoch);
      } catch (error) {
        this.#warn(error, "a log directory could not be closed in order");
      }
      await shelf.directory.release();
    }
  }

  async #load(shelf: Shelf): Promise<void> {
    const { shared, logger } = this.#options;
    const { directory } = shelf;
    const clean = await directory.takeCleanShutdown();
    shelf.wasClean = clean !== null;
    shelf.cleaner = await directory.readCheckpoint("cleaner");
    const recoveryPoints = await directory.readCheckpoint("recoveryPoint");
    const highWatermarks = await directory.readCheckpoint("highWatermark");
    const startOffsets = await directory.readCheckpoint("logStart");
    // A partition whose making was cut short is there, and would be taken for one that stays.
    if (!shelf.wasClean) await shared.disk.syncDirectory(directory.path);
    const names = (await shared.disk.list(directory.path)) ?? [];
    await concurrently(names, this.#settings.concurrency, async (name) => {
      const parsed = parsePartitionDirectoryName(name);
      if (parsed === null || name === metadataDirectoryName) return;
      const path = `${directory.path}/${name}`;
      // Half a copy is worth nothing: the original is whole.
      if (parsed.fate === "delete" || parsed.fate === "future") return await shared.disk.remove(path);
      if (parsed.fate !== null)
        return logger?.warn({ path }, "a directory that no partition uses is left alone");
      const other = this.get(parsed.topic, parsed.partition);
      if (other !== undefined) {
        const remedy = "Keep the one that is right, and move the other away.";
        throw new LogDirectoryError(path, `holds the same partition as ${other.directory}`, remedy);
      }
      const log = await this.#open(shelf, parsed, {
        topicId: null,
        config: this.#options.configOf(parsed.topic),
        recoveryPoint: recoveryPoints.get(name),
        highWatermark: highWatermarks.get(name),
        startOffset: startOffsets.get(name),
      });
      shelf.logs.set(name, log);
      this.#count(log.loadReport);
    });
    const epochs = this.#shelves.every((candidate) => candidate.wasClean) ? clean?.brokerEpoch : undefined;
    this.#previousBrokerEpoch = epochs ?? null;
  }

  async #open(
    shelf: Shelf,
    { topic, partition }: PartitionDirectoryName,
    known: {
      readonly topicId: string | null;
      readonly config: LogConfig;
      readonly recoveryPoint?: number;
      readonly highWatermark?: number;
      readonly startOffset?: number;
      readonly directoryName?: string;
      readonly isClean?: boolean;
      readonly isReplicated?: boolean;
    },
  ): Promise<Log> {
    return await Log.open({
      isClean: shelf.wasClean,
      isReplicated: this.#options.isReplicated,
      ...known,
      shared: this.#options.shared,
      directory: `${shelf.directory.path}/${known.directoryName ?? partitionDirectoryName(topic, partition)}`,
      topic,
      partition,
      producerIdExpirationMs: this.#settings.producerIdExpirationMs,
      logger: this.#options.logger,
      hooks: {
        saveCheckpoints: () => this.#save(shelf, ["recoveryPoint", "logStart"]),
        onFailure: (error, { isFatal }) => this.#fail(shelf, error, isFatal),
      },
    });
  }

  #shelfOf(directory: LogDirectory): Shelf {
    const shelf = this.#shelves.find((candidate) => candidate.directory === directory);
    if (shelf === undefined) throw new Error(`${directory.path} is none of this broker's log directories`);
    return shelf;
  }

  async #leave(
    topic: string,
    partition: number,
    fate: "delete" | "stray",
  ): Promise<{ log: Log; path: string } | null> {
    const { disk, random } = this.#options.shared;
    const name = partitionDirectoryName(topic, partition);
    const shelf = this.#shelves.find((candidate) => candidate.logs.has(name));
    const log = shelf?.logs.get(name);
    if (shelf === undefined || log === undefined) return null;
    shelf.logs.delete(name);
    const path = `${shelf.directory.path}/${leavingDirectoryName(topic, partition, fate, random.bytes(16))}`;
    await log.close({ isClean: false });
    await disk.rename(log.directory, path);
    await disk.syncDirectory(shelf.directory.path);
    log.renamedTo(path);
    if (shelf.cleaner.delete(name)) await this.#save(shelf, ["cleaner"]);
    await this.#save(shelf, ["recoveryPoint", "highWatermark", "logStart"]);
    return { log, path };
  }

  #startTasks(): void {
    const { clock } = this.#options.shared;
    const settings = this.#settings;
    const every = (intervalMs: number, task: () => Promise<void>): void => {
      this.#tasks.push(periodically(clock, intervalMs, task, (error) => this.#warn(error, "upkeep failed")));
    };
    every(settings.retentionCheckIntervalMs, () => this.deleteExpired());
    every(settings.flushSchedulerIntervalMs, () => this.#forEachLog((log) => log.flush()));
    every(settings.recoveryPointCheckpointIntervalMs, () => this.saveCheckpoints(["recoveryPoint"]));
    every(settings.startOffsetCheckpointIntervalMs, () => this.saveCheckpoints(["logStart"]));
    every(settings.highWatermarkCheckpointIntervalMs, () => this.saveCheckpoints(["highWatermark"]));
    every(settings.producerIdExpirationCheckIntervalMs, async () => {
      await this.#forEachLog((log) => log.expireProducers());
    });
  }

  /** One log's trouble is not the others', and thousands of them do not hold up the event loop. */
  async #forEachLog(action: (log: Log) => unknown): Promise<void> {
    const slices = new Slices(this.#options.shared.clock);
    for (const log of this.logs()) {
      try {
        await action(log);
      } catch (error) {
        this.#warn(error, "upkeep failed");
      }
      if (slices.isOver) await slices.next();
    }
  }

  /** Writes checkpoints as they are when it is this one's turn, and with it all that were asked for before. */
  #save(shelf: Shelf, kinds: readonly CheckpointKind[]): Promise<void> {
    if (shelf.toSave !== null) {
      for (const kind of kinds) shelf.toSave.kinds.add(kind);
      return shelf.toSave.saved;
    }
    const wanted = new Set(kinds);
    const save = async (): Promise<void> => {
      shelf.toSave = null;
      if (shelf.directory.failure !== null) throw shelf.directory.failure;
      for (const kind of wanted)
        await shelf.directory.saveCheckpoint(kind, await this.#offsetsOf(shelf, kind));
    };
    const saved = shelf.saving.then(save);
    shelf.toSave = { kinds: wanted, saved };
    shelf.saving = saved.catch(() => {});
    return saved;
  }

  async #offsetsOf(shelf: Shelf, kind: CheckpointKind): Promise<Map<string, number>> {
    if (kind === "cleaner") return shelf.cleaner;
    const slices = new Slices(this.#options.shared.clock);
    const offsets = new Map<string, number>();
    for (const [name, log] of shelf.logs) {
      if (kind === "recoveryPoint") offsets.set(name, log.recoveryPoint);
      else if (kind === "highWatermark") offsets.set(name, log.highWatermark);
      // Where the log begins with its first segment, the file's name says so already.
      else if (log.startOffset > log.firstFileOffset) offsets.set(name, log.startOffset);
      if (slices.isOver) await slices.next();
    }
    return offsets;
  }

  #fail(shelf: Shelf, error: Error, isFatal: boolean): void {
    this.#options.logger?.error({ path: shelf.directory.path, error }, "the disk failed");
    if (!isFatal || shelf.directory.failure !== null) return;
    shelf.directory.fail(error);
    for (const log of shelf.logs.values()) log.takeOffline(error);
    this.#options.onDirectoryFailure?.(shelf.directory, error);
  }

  #count(report: LoadReport): void {
    this.#report.recoveredSegments += report.recoveredSegments;
    this.#report.tornTails += report.tornTails;
    this.#report.tornBytes += report.tornBytes;
    this.#report.removedSegments += report.removedSegments;
  }

  #warn(error: unknown, message: string): void {
    this.#options.logger?.warn({ error }, message);
  }
}
