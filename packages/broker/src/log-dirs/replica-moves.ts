import type { Log, LogDirectory, LogManager } from "@ottla/log";
import { RecordBatchView } from "@ottla/protocol";
import type { Logger } from "@ottla/runtime";
import type { Partition } from "../partitions/partition.ts";

/** What is copied at a time. A larger batch comes alone. */
const chunkBytes = 1024 * 1024;

interface Move {
  readonly directory: LogDirectory;
  readonly cancelled: AbortController;
  readonly done: Promise<void>;
}

/**
 * Moves partitions between the log directories of this broker while they are used (KIP-113). Records are copied to a log of
 * their own, one partition after another; when that has caught up, it takes the partition's place. For that moment clients
 * are told to come again.
 */
export class ReplicaMoves {
  readonly #logs: LogManager;
  readonly #logger: Logger;
  readonly #replicasOf: (partition: Partition) => readonly Partition[];
  readonly #onMoved: (partition: Partition, directory: LogDirectory) => void;
  /** By partition, whichever of its replicas was to be moved: they share the log. */
  readonly #moves = new Map<string, Move>();
  #previous: Promise<void> = Promise.resolve();

  /**
   * `replicasOf` tells which replicas share the log of one: all of them go along. `onMoved` hears of each that is in another
   * directory now.
   */
  constructor(options: {
    readonly logs: LogManager;
    readonly logger: Logger;
    readonly replicasOf: (partition: Partition) => readonly Partition[];
    readonly onMoved: (partition: Partition, directory: LogDirectory) => void;
  }) {
    this.#logs = options.logs;
    this.#logger = options.logger;
    this.#replicasOf = options.replicasOf;
    this.#onMoved = options.onMoved;
  }

  /** Resolves when nothing moves any more. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#moves.values(), ({ done }) => done));
  }

  /**
   * Lets a partition move to a directory, or stay where it is: what was wanted before is forgotten. Resolves when the move has
   * begun; rejects where the directory does not take it.
   */
  async move(partition: Partition, directory: LogDirectory): Promise<void> {
    const key = keyOf(partition);
    const current = this.#moves.get(key);
    if (current?.directory === directory) return;
    current?.cancelled.abort();
    this.#moves.delete(key);
    if (this.#logs.directoryOf(partition.log) === directory) return;
    const cancelled = new AbortController();
    const begun = this.#logs.beginFuture(partition.log, directory);
    const done = this.#previous.then(() => this.#run(partition, directory, begun, cancelled.signal));
    this.#previous = done;
    this.#moves.set(key, { directory, cancelled, done });
    await begun;
  }

  /** The broker stops. */
  async stop(): Promise<void> {
    for (const { cancelled } of this.#moves.values()) cancelled.abort();
    await this.#previous;
  }

  async #run(
    partition: Partition,
    directory: LogDirectory,
    begun: Promise<Log>,
    cancelled: AbortSignal,
  ): Promise<void> {
    const { topic, index } = partition;
    const fields = { topic, partition: index, directory: directory.path };
    try {
      if (!(await this.#replace(partition, directory, await begun, cancelled))) return;
      this.#logger.info(fields, "a partition has moved to another log directory");
      for (const replica of this.#replicasOf(partition)) this.#onMoved(replica, directory);
    } catch (error) {
      this.#logger.error({ ...fields, error }, "a partition could not be moved to another log directory");
    } finally {
      const key = keyOf(partition);
      if (this.#moves.get(key)?.directory === directory) this.#moves.delete(key);
    }
  }

  /** False: nobody wants it any more. */
  async #replace(
    partition: Partition,
    directory: LogDirectory,
    future: Log,
    cancelled: AbortSignal,
  ): Promise<boolean> {
    try {
      const isUnwanted = (): boolean => cancelled.aborted || !partition.isOnline;
      if (isUnwanted()) return false;
      const source = partition.log;
      if (this.#logs.directoryOf(source) === directory) return false;
      await beginCopy(source, future);
      while (!isUnwanted() && future.nextOffset < source.endOffset) await copyChunk(source, future);
      if (isUnwanted()) return false;
      await this.#changeOver(partition, source, future);
      return true;
    } finally {
      if (this.#logs.futuresIn(directory).includes(future)) await this.#logs.dropFuture(future);
    }
  }

  /** What was appended last is copied while nothing more comes. */
  async #changeOver(partition: Partition, source: Log, future: Log): Promise<void> {
    const replicas = new Set([partition, ...this.#replicasOf(partition)]);
    for (const replica of replicas) replica.beginMove();
    let log: Log;
    try {
      await source.settled();
      while (future.nextOffset < source.endOffset) await copyChunk(source, future);
      log = await this.#logs.replaceWithFuture(source, future);
    } catch (error) {
      // Once it is closed, only a start opens it again.
      const isGone = isClosed(source);
      for (const replica of replicas) {
        if (isGone) replica.fail(error as Error);
        else replica.endMove(source);
      }
      throw error;
    }
    // Those that came meanwhile have the log as it was.
    for (const replica of new Set([...replicas, ...this.#replicasOf(partition)])) replica.endMove(log);
    // The topic was deleted at this very moment.
    if (this.#replicasOf(partition).length === 0 && this.#logs.get(log.topic, log.partition) === log) {
      await this.#logs.delete(log.topic, log.partition);
    }
  }
}

function keyOf({ topicId, index }: Partition): string {
  return `${topicId}/${index}`;
}

function isClosed(log: Log): boolean {
  return log.readCached(log.startOffset, 0)?.kind === "unavailable";
}

/** The copy begins with the batch that holds the log's first record. */
async function beginCopy(source: Log, future: Log): Promise<void> {
  const { startOffset } = source;
  const read = await source.read(startOffset, 1, { minOneBatch: true, upTo: "end" });
  let baseOffset = startOffset;
  if (read.kind === "records") {
    const [first] = read.chunks;
    if (first !== undefined) ({ baseOffset } = new RecordBatchView(first));
    read.release();
  }
  if (baseOffset > 0) await future.truncateFullyAndStartAt(baseOffset);
}

async function copyChunk(source: Log, future: Log): Promise<void> {
  const offset = future.nextOffset;
  const read = await source.read(offset, chunkBytes, { minOneBatch: true, upTo: "end" });
  if (read.kind === "offsetOutOfRange" && read.startOffset > offset) {
    // Retention was quicker.
    await beginCopy(source, future);
    return;
  }
  if (read.kind !== "records") throw new Error(`${source.directory} cannot be read at offset ${offset}`);
  if (read.sizeInBytes === 0) throw new Error(`${source.directory} has nothing at offset ${offset}`);
  // An append takes one piece, and one that it may write into.
  const bytes = Buffer.concat(read.chunks);
  read.release();
  const appended = future.append(bytes, { origin: "replication", leaderEpoch: source.leaderEpoch });
  if (appended.kind !== "appended") throw new Error(`${future.directory}: ${appended.kind}`);
  await appended.written;
}
