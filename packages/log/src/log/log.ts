import { type RecordBatchView, setBaseOffset, setPartitionLeaderEpoch } from "@ottla/protocol";
import type { Timer } from "@ottla/runtime";
import type { AbortedTransaction } from "../format/aborted-transaction.ts";
import { decodePartitionMetadata, encodePartitionMetadata } from "../format/partition-metadata.ts";
import type { ProducerSnapshotEntry } from "../format/producer-snapshot.ts";
import { partitionMetadataFileName } from "../format/segment-files.ts";
import type { DirectoryPath } from "../segment/open-files.ts";
import { readSegment } from "../segment/read-segment.ts";
import type { AppendRefusal } from "./append-refusal.ts";
import type { Appended } from "./appended.ts";
import { findAborted, findMaxTimestamp, findTimestamp, type TimestampedOffset } from "./find-offset.ts";
import { segmentIndexOf } from "./find-segment.ts";
import { type CommitGroup, GroupCommit } from "./group-commit.ts";
import { type LoadReport, loadLog } from "./load-log.ts";
import type { LogConfig } from "./log-config.ts";
import { LogError } from "./log-error.ts";
import { LogFailure } from "./log-failure.ts";
import { defaultProducerIdExpirationMs, type LogHooks, type LogOptions, noHooks } from "./log-options.ts";
import { activeSegment, type LogState } from "./log-state.ts";
import { type AppendOptions, type PreparedRecords, prepareAppend } from "./prepare-append.ts";
import { type LogRead, noRecords, type ReadOptions } from "./read-result.ts";
import { type ReadRange, readTail } from "./read-tail.ts";
import { countExpired, markDeleted, moveStart, takeOldest } from "./retention.ts";
import { roll, shouldRoll } from "./roll.ts";
import { Tail } from "./tail.ts";
import { restartLog, truncateLog } from "./truncate.ts";
import { Watermarks } from "./watermarks.ts";
import { flush, saveEpochs, writeGroup } from "./write-group.ts";

type Condition = "open" | "repairing" | "failed" | "offline" | "closed";

/** How long appends are refused without another attempt after the disk could not be repaired. */
const repairAfterMs = 1000;
/** Longer waits are not scheduled: `flush.ms` of "never" and its like. */
const longestTimerMs = 2_147_483_647;

/**
 * One partition on disk, as Apache Kafka keeps it.
 *
 * Appends get their offsets at once and are written in groups; {@link Appended.written} says when they may be acknowledged.
 * Reads give whole batches, from memory where they were appended a moment ago. When the disk fails, nothing that was
 * acknowledged is lost: what was not is cut off again, and appends are refused until that has worked.
 */
export class Log {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string | null;
  /** What opening it took. */
  readonly loadReport: LoadReport;
  readonly #state: LogState;
  readonly #commits: GroupCommit;
  readonly #hooks: LogHooks;
  #isReplicated: boolean;
  #condition: Condition = "open";
  #failure: Error | null = null;
  #nextRepairMs = 0;
  /** Structural work, one after another: truncation, flush, retention, close. */
  #work: Promise<unknown> = Promise.resolve();
  #flushTimer: Timer | null = null;
  readonly #deletions = new Set<Timer>();

  private constructor(state: LogState, options: LogOptions, topicId: string | null, report: LoadReport) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.topicId = topicId;
    this.loadReport = report;
    this.#state = state;
    this.#hooks = options.hooks ?? noHooks;
    this.#isReplicated = options.isReplicated ?? false;
    this.#commits = new GroupCommit(
      (group) => this.#commit(group),
      (error) => this.#fail(error),
    );
  }

  /**
   * Opens the log in a directory, or begins one there. Rejects with LogError where what lies there cannot be served, with
   * CheckpointError where the leader epochs cannot be read, and with the disk's own errors.
   */
  static async open(options: LogOptions): Promise<Log> {
    const { shared, config } = options;
    const directory: DirectoryPath = { path: options.directory };
    await shared.disk.makeDirectory(directory.path);
    const topicId = await settleTopicId(options);
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
      watermarks: new Watermarks(producers, highWatermark),
      startOffset,
      endOffset,
      nextOffset: endOffset,
      recoveryPoint,
      unsyncedRecords: 0,
      rolled: [],
      rollJitterMs: 0,
    };
    state.watermarks.set(highWatermark, startOffset);
    return new Log(state, options, topicId, report);
  }

  /** The partition's directory. Changes when it is renamed. */
  get directory(): string {
    return this.#state.directory.path;
  }

  get config(): LogConfig {
    return this.#state.config;
  }

  /** Takes effect with the next append, roll, flush or retention. */
  set config(config: LogConfig) {
    this.#state.config = config;
  }

  get startOffset(): number {
    return this.#state.startOffset;
  }

  /** The end of what is written: the offset after the last record that a replica may read. */
  get endOffset(): number {
    return this.#state.endOffset;
  }

  /** The offset that the next record will get; beyond the end while appends are on their way to the disk. */
  get nextOffset(): number {
    return this.#state.nextOffset;
  }

  /** What all replicas that count have. Consumers read up to here. */
  get highWatermark(): number {
    return this.#state.watermarks.highWatermark;
  }

  /** Where readers of committed data stop (KIP-98). */
  get lastStableOffset(): number {
    return this.#state.watermarks.lastStableOffset;
  }

  /** Below it, nothing is lost in a power cut. */
  get recoveryPoint(): number {
    return this.#state.recoveryPoint;
  }

  get sizeBytes(): number {
    return this.#state.segments.reduce((sum, segment) => sum + segment.writtenBytes, 0);
  }

  get segmentCount(): number {
    return this.#state.segments.length;
  }

  /** Where the first segment begins, at or before the start. */
  get firstSegmentOffset(): number {
    return this.#state.segments[0]?.baseOffset ?? 0;
  }

  get leaderEpoch(): number {
    return this.#state.epochs.latest;
  }

  /** Null while the log works. What is in the way otherwise, in words. */
  get failure(): Error | null {
    return this.#failure;
  }

  /**
   * Appends records, and gives them their offsets at once. The buffer belongs to the log from here on: offsets, leader epoch
   * and, where the topic wants it, time are written into it, and it is kept in memory for readers.
   */
  append(records: Buffer, options: AppendOptions): Appended | AppendRefusal {
    const reason = this.#whyNotOpen();
    if (reason !== null) return { kind: "unavailable", reason };
    const state = this.#state;
    const nowMs = state.shared.clock.now();
    const prepared = prepareAppend(records, options, state.config, nowMs);
    if (prepared.kind !== "prepared") return prepared;
    const { bytes, firstBatch } = prepared;

    if (options.origin === "replication") {
      if (firstBatch.baseOffset < state.nextOffset) {
        return { kind: "offsetsOutOfOrder", expected: state.nextOffset, actual: firstBatch.baseOffset };
      }
      return this.#place(prepared, nowMs, null);
    }
    if (bytes.length > state.config.segmentBytes) {
      return { kind: "recordsTooLarge", sizeInBytes: bytes.length, segmentBytes: state.config.segmentBytes };
    }
    for (let position = 0; position < bytes.length; position = firstBatch.end) {
      const check = state.producers.check(firstBatch.at(position), options.origin);
      if (check === null) continue;
      if (check.kind !== "duplicate") return check;
      return {
        kind: "appended",
        baseOffset: check.batch.firstOffset,
        lastOffset: check.batch.lastOffset,
        logAppendTimeMs: check.batch.timestamp,
        logStartOffset: state.startOffset,
        isDuplicate: true,
        written: this.#whenWritten(check.batch.lastOffset),
      };
    }
    return this.#place(prepared, nowMs, options.leaderEpoch);
  }

  /** {@link read}, if what is asked for is in memory, or there is nothing to read. Null when it takes the disk. */
  readCached(offset: number, maxBytes: number, options: ReadOptions = {}): LogRead | null {
    if (this.#condition === "closed") return { kind: "unavailable", reason: "the log is closed" };
    const { startOffset, endOffset, tail } = this.#state;
    if (offset < startOffset || offset > endOffset) {
      return { kind: "offsetOutOfRange", startOffset, endOffset };
    }
    const range = this.#range(offset, maxBytes, options);
    if (offset >= range.endOffset) return noRecords(offset);
    return readTail(tail, range);
  }

  /**
   * Reads whole batches from the one that holds `offset` on, at most `maxBytes` of them, and none of a later segment
   * (followers of before 4.5 fail on more than a segment at once).
   */
  async read(offset: number, maxBytes: number, options: ReadOptions = {}): Promise<LogRead> {
    const cached = this.readCached(offset, maxBytes, options);
    if (cached !== null) return cached;
    const range = this.#range(offset, maxBytes, options);
    const { segments, shared } = this.#state;
    let segment = segments[segmentIndexOf(segments, offset)];
    while (segment !== undefined && segment.baseOffset < range.endOffset) {
      const found = await readSegment(segment, shared.pool, range);
      if (found !== null) return found;
      const { baseOffset } = segment;
      // Compaction may have left nothing behind this offset in the segment: the next one has it.
      segment = segments.find((candidate) => candidate.baseOffset > baseOffset);
    }
    if (offset < this.startOffset || offset > this.endOffset) return this.read(offset, maxBytes, options);
    return noRecords(offset);
  }

  /** The aborted transactions that a reader of committed data must know of who was given [fromOffset, toOffset). */
  async abortedTransactions(fromOffset: number, toOffset: number): Promise<AbortedTransaction[]> {
    return await findAborted(this.#state, fromOffset, toOffset);
  }

  /** The first record that is not earlier than `timestamp`; null if all are. */
  async offsetForTimestamp(timestamp: number): Promise<TimestampedOffset | null> {
    return await findTimestamp(this.#state, timestamp);
  }

  /** The first record with the largest timestamp; null in an empty log. */
  async offsetOfMaxTimestamp(): Promise<TimestampedOffset | null> {
    return await findMaxTimestamp(this.#state);
  }

  /** The epoch in which a record was written, or -1. */
  epochOf(offset: number): number {
    return this.#state.epochs.epochOf(offset);
  }

  /** OffsetForLeaderEpoch: where the largest epoch not above `epoch` ended; -1 and -1 where nothing is known. */
  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } {
    return this.#state.epochs.endOffsetOf(epoch, this.#state.nextOffset);
  }

  /** Call when this replica becomes the leader: from the next offset on, records are of this epoch, even if none comes. */
  beginLeaderEpoch(epoch: number): void {
    const { epochs, nextOffset } = this.#state;
    if (epoch > epochs.latest) epochs.assign(epoch, nextOffset);
  }

  /** The producers that the log remembers (DescribeProducers). */
  producers(): ProducerSnapshotEntry[] {
    return this.#state.producers.entries();
  }

  /** Forgets producers that were silent for `producer.id.expiration.ms`. Returns how many. */
  expireProducers(): number {
    const { producers, shared, producerIdExpirationMs } = this.#state;
    return producers.expire(shared.clock.now(), producerIdExpirationMs);
  }

  /** Calls back when the high watermark or the last stable offset has changed, until the returned function is called. */
  onHighWatermark(listener: () => void): () => void {
    return this.#state.watermarks.listen(listener);
  }

  /** Whether others have a say in the high watermark. Ceasing to be replicated lets it follow the end at once. */
  set isReplicated(isReplicated: boolean) {
    this.#isReplicated = isReplicated;
    if (!isReplicated) this.advanceHighWatermark(this.endOffset);
  }

  /** Raises the high watermark, at most to the end. It never goes back by this. */
  advanceHighWatermark(offset: number): void {
    const { watermarks, endOffset, startOffset } = this.#state;
    const highWatermark = Math.min(offset, endOffset);
    if (highWatermark > watermarks.highWatermark) watermarks.set(highWatermark, startOffset);
  }

  /**
   * DeleteRecords: lets the log begin at `offset`, or at the high watermark for -1. Resolves when that is durable, with the
   * new start; with null if the offset is beyond the high watermark. The files go with the next retention.
   */
  async deleteRecordsBefore(offset: number): Promise<number | null> {
    const target = offset === -1 ? this.highWatermark : offset;
    if (target > this.highWatermark || target < 0) return null;
    if (target > this.startOffset) {
      moveStart(this.#state, target);
      await this.#hooks.saveCheckpoints();
    }
    return this.startOffset;
  }

  /** Removes segments that are past keeping. Returns how many. Their files go after `file.delete.delay.ms`. */
  async deleteExpired(): Promise<number> {
    return await this.#exclusively(async () => {
      const state = this.#state;
      if (this.#condition !== "open") return 0;
      const count = await countExpired(state, state.shared.clock.now());
      if (count === 0) return 0;
      if (count === state.segments.length) {
        roll(state, state.nextOffset);
        await this.#commits.add(activeSegment(state), Buffer.alloc(0), 0, state.nextOffset);
      }
      const taken = takeOldest(state, count);
      await this.#hooks.saveCheckpoints();
      const names = await markDeleted(state, taken);
      this.#after(state.config.fileDeleteDelayMs, async () => {
        for (const segment of taken) await segment.close();
        for (const name of names) await state.shared.disk.remove(`${state.directory.path}/${name}`);
      });
      return taken.length;
    });
  }

  /** Makes everything that is written durable, and moves the recovery point there. */
  async flush(): Promise<void> {
    await this.#exclusively(() => this.#flush());
  }

  /** Cuts off everything at and beyond `offset`: it was never committed. For replicas that find their leader differs. */
  async truncateTo(offset: number): Promise<void> {
    if (offset >= this.nextOffset) return;
    await this.#restructure(() => {
      const first = this.#state.segments[0]?.baseOffset ?? 0;
      return offset < first ? restartLog(this.#state, offset) : truncateLog(this.#state, offset);
    });
  }

  /** Empties the log and lets it begin at `offset`. */
  async truncateFullyAndStartAt(offset: number): Promise<void> {
    await this.#restructure(() => restartLog(this.#state, offset));
  }

  /**
   * Writes what is still to be written, and closes the files. After a clean close a start believes indexes and producer
   * state without reading the log; what it takes for that is written last (kraft 5.4). Appends and reads are refused from
   * the call on. Rejects if the log could not be closed cleanly: then no marker may be written.
   */
  async close({ isClean }: { readonly isClean: boolean }): Promise<void> {
    if (this.#condition === "closed") return;
    const isSound = this.#condition === "open";
    this.#condition = "closed";
    this.#flushTimer?.cancel();
    for (const timer of this.#deletions) timer.cancel();
    await this.#commits.whenIdle();
    await this.#exclusively(async () => {
      if (isClean && !isSound) throw this.#failure ?? new LogError(this.directory, "it was under repair");
      if (isClean && this.#failure === null) await this.#closeCleanly();
      this.#state.tail.clear();
      for (const segment of this.#state.segments) await segment.close();
    });
  }

  /** Refuses appends for good: the directory that the log lies in has failed. */
  takeOffline(error: Error): void {
    if (this.#condition === "closed") return;
    this.#condition = "offline";
    this.#failure ??= error;
  }

  /** Tells the log that its directory has another name now. */
  renamedTo(directory: string): void {
    this.#state.directory.path = directory;
  }

  /** Gives batches their places: the point of no return of an append. */
  #place({ bytes, firstBatch }: PreparedRecords, nowMs: number, leaderEpoch: number | null): Appended {
    const state = this.#state;
    const coming = this.#number(bytes, firstBatch, leaderEpoch);
    if (shouldRoll(state, { ...coming, sizeInBytes: bytes.length, nowMs })) {
      roll(state, coming.baseOffset);
      // What is complete is made durable by and by, so that a start after a crash need not read it.
      void this.flush().catch((error: unknown) => this.#fail(error as Error));
    }
    const segment = activeSegment(state);
    let recordCount = 0;
    for (let position = 0; position < bytes.length; position = firstBatch.end) {
      const batch = firstBatch.at(position);
      if (batch.partitionLeaderEpoch > state.epochs.latest) {
        state.epochs.assign(batch.partitionLeaderEpoch, batch.baseOffset);
      }
      segment.append(batch.lastOffset, batch.maxTimestamp, batch.sizeInBytes);
      const aborted = state.producers.apply(batch);
      if (aborted !== null) segment.noteAborted(aborted);
      recordCount += batch.recordCount;
    }
    const { baseOffset, lastOffset } = coming;
    state.nextOffset = lastOffset + 1;
    const kept = ownBytes(bytes);
    state.tail.add(kept, baseOffset, state.nextOffset, segment.baseOffset);
    const { timestampType, maxTimestamp } = firstBatch.at(0);
    return {
      kind: "appended",
      baseOffset,
      lastOffset,
      logAppendTimeMs: timestampType === "LogAppendTime" ? maxTimestamp : -1,
      logStartOffset: state.startOffset,
      isDuplicate: false,
      written: this.#commits.add(segment, kept, recordCount, state.nextOffset),
    };
  }

  /** Writes offsets and epoch into batches that have none yet, and says what they span. */
  #number(bytes: Buffer, batch: RecordBatchView, leaderEpoch: number | null) {
    let { nextOffset } = this.#state;
    let maxTimestamp = -1;
    let baseOffset = -1;
    for (let position = 0; position < bytes.length; position = batch.end) {
      batch.at(position);
      if (leaderEpoch !== null) {
        setBaseOffset(bytes, position, nextOffset);
        setPartitionLeaderEpoch(bytes, position, leaderEpoch);
      }
      if (baseOffset < 0) baseOffset = batch.baseOffset;
      nextOffset = batch.nextOffset;
      maxTimestamp = Math.max(maxTimestamp, batch.maxTimestamp);
    }
    return { baseOffset, lastOffset: nextOffset - 1, maxTimestamp };
  }

  #range(offset: number, maxBytes: number, { minOneBatch = false, upTo }: ReadOptions): ReadRange {
    const { watermarks } = this.#state;
    const endOffset =
      upTo === "end"
        ? this.#state.endOffset
        : upTo === "lastStableOffset"
          ? watermarks.lastStableOffset
          : watermarks.highWatermark;
    return { offset, endOffset, maxBytes, minOneBatch };
  }

  /** For a batch that was appended before: it may still be on its way. */
  async #whenWritten(lastOffset: number): Promise<void> {
    if (lastOffset >= this.#state.endOffset) await this.#commits.lastPromise;
  }

  async #commit(group: CommitGroup): Promise<void> {
    const state = this.#state;
    await writeGroup(state, group);
    state.endOffset = group.endOffset;
    if (!this.#isReplicated) this.advanceHighWatermark(group.endOffset);
    const { flushMs } = state.config;
    if (this.#flushTimer === null && state.unsyncedRecords > 0 && flushMs <= longestTimerMs) {
      this.#flushTimer = state.shared.clock.schedule(flushMs, () => {
        this.#flushTimer = null;
        void this.flush().catch((error: unknown) => this.#fail(error as Error));
      });
    }
  }

  async #flush(): Promise<void> {
    if (this.#condition === "open") await flush(this.#state);
  }

  /** A write failed. What it was to write is cut off again, so that memory and disk agree; appends wait for that. */
  #fail(error: Error): void {
    if (this.#condition === "offline" || this.#condition === "closed") return;
    this.#failure = error;
    const isFatal = error instanceof LogFailure && error.isFatal;
    this.#condition = isFatal ? "offline" : "repairing";
    this.#hooks.onFailure(error, { isFatal });
    if (!isFatal) void this.#repair();
  }

  async #repair(): Promise<void> {
    await this.#commits.whenIdle();
    await this.#exclusively(async () => {
      if (this.#condition !== "repairing") return;
      try {
        await truncateLog(this.#state, this.#state.endOffset);
        this.#condition = "open";
        this.#failure = null;
      } catch (error) {
        this.#condition = "failed";
        this.#failure = new LogFailure(this.directory, error as Error, { isFatal: false });
        this.#nextRepairMs = this.#state.shared.clock.monotonic() + repairAfterMs;
      }
    });
  }

  #whyNotOpen(): string | null {
    if (this.#condition === "open") return null;
    if (this.#condition === "closed") return "the log is closed";
    if (this.#condition === "failed" && this.#state.shared.clock.monotonic() >= this.#nextRepairMs) {
      this.#condition = "repairing";
      void this.#repair();
    }
    return this.#failure?.message ?? "the log is being repaired";
  }

  /** Runs something that changes what is already written, while nothing is appended. */
  async #restructure(change: () => Promise<void>): Promise<void> {
    if (this.#condition !== "open")
      throw new LogError(this.directory, this.#whyNotOpen() ?? "it is not open");
    this.#condition = "repairing";
    await this.#commits.whenIdle();
    await this.#exclusively(async () => {
      try {
        await change();
        await this.#hooks.saveCheckpoints();
        this.#condition = "open";
      } catch (error) {
        this.#condition = "offline";
        this.#failure = new LogFailure(this.directory, error as Error, { isFatal: true });
        throw this.#failure;
      }
    });
  }

  async #closeCleanly(): Promise<void> {
    const state = this.#state;
    await flush(state);
    for (const segment of state.segments) {
      await segment.sync();
      await segment.saveIndexes({ isFinal: true, isSynced: true });
    }
    if (state.endOffset > 0 && !state.snapshots.has(state.endOffset)) {
      await state.snapshots.save(state.endOffset, state.producers.entries());
    }
    await saveEpochs(state);
    state.recoveryPoint = state.endOffset;
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work, work);
    this.#work = result.catch(() => {});
    return result;
  }

  #after(delayMs: number, action: () => Promise<void>): void {
    const { clock } = this.#state.shared;
    const timer = clock.schedule(Math.min(delayMs, longestTimerMs), () => {
      this.#deletions.delete(timer);
      // What cannot be removed now is removed at the next start.
      action().catch((error: unknown) => this.#hooks.onFailure(error as Error, { isFatal: false }));
    });
    this.#deletions.add(timer);
  }
}

/**
 * Bytes that may stay in memory as long as they like. A small batch that came in a large frame is copied out, or it would
 * keep the whole frame alive.
 */
function ownBytes(bytes: Buffer): Buffer {
  return bytes.length * 2 >= bytes.buffer.byteLength ? bytes : Buffer.from(bytes);
}

/** Writes `partition.metadata`, or finds out that the directory belongs to another topic of the same name. */
async function settleTopicId({ shared, directory, topicId }: LogOptions): Promise<string | null> {
  const path = `${directory}/${partitionMetadataFileName}`;
  const text = await shared.disk.readFile(path);
  const written = text === null ? null : decodePartitionMetadata(text.toString("latin1"));
  if (text !== null && written === null) {
    throw new LogError(
      path,
      "is malformed. Restore it from another replica, or delete the partition's directory.",
    );
  }
  if (topicId === null || written === topicId) return written;
  if (written !== null) {
    throw new LogError(
      path,
      `names the topic id ${written}, the cluster says ${topicId}: it belongs to another topic.`,
    );
  }
  await shared.disk.replaceFile(path, encodePartitionMetadata(topicId));
  return topicId;
}
