import type { Timer } from "@ottla/runtime";
import type { AbortedTransaction } from "../format/aborted-transaction.ts";
import type { ProducerSnapshotEntry } from "../format/producer-snapshot.ts";
import type { AppendRefusal } from "./append-refusal.ts";
import type { Appended } from "./appended.ts";
import { findAborted, findMaxTimestamp, findTimestamp, type TimestampedOffset } from "./find-offset.ts";
import { type CommitGroup, GroupCommit } from "./group-commit.ts";
import { LeavingSegments } from "./leaving-segments.ts";
import type { LoadReport } from "./load-log.ts";
import { LogCondition } from "./log-condition.ts";
import type { LogConfig } from "./log-config.ts";
import { LogError } from "./log-error.ts";
import { LogFailure } from "./log-failure.ts";
import { type LogHooks, type LogOptions, noHooks } from "./log-options.ts";
import { activeSegment, type LogState, type RolledSegment } from "./log-state.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { type OpenedLog, openLog, settleTopicId } from "./open-log.ts";
import { placeRecords } from "./place-records.ts";
import { type AppendOptions, type PreparedRecords, prepareAppend } from "./prepare-append.ts";
import { readCached, readLog } from "./read-log.ts";
import type { LogRead, ReadOptions } from "./read-result.ts";
import { countExpired, markDeleted, moveStart, takeOldest } from "./retention.ts";
import { complete, roll } from "./roll.ts";
import { restartLog, truncateLog } from "./truncate.ts";
import { flush, saveEpochs, writeGroup } from "./write-group.ts";

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
  /** What opening it took. */
  readonly loadReport: LoadReport;
  #topicId: string | null;
  readonly #state: LogState;
  readonly #commits: GroupCommit;
  readonly #condition: LogCondition;
  readonly #hooks: LogHooks;
  #isReplicated: boolean;
  #writtenBytes = 0;
  /** Structural work: truncation, flush, retention, close. */
  readonly #work = new OneAtATime();
  #flushTimer: Timer | null = null;
  #isFlushDue = false;
  readonly #leaving: LeavingSegments;

  private constructor(options: LogOptions, { state, topicId, report }: OpenedLog) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.#topicId = topicId;
    this.loadReport = report;
    this.#state = state;
    this.#hooks = options.hooks ?? noHooks;
    this.#isReplicated = options.isReplicated ?? false;
    this.#condition = new LogCondition({
      directory: state.directory,
      clock: state.shared.clock,
      repair: () => this.#whileNothingIsWritten(() => this.#cutUnwritten()),
      onFailure: (error, fault) => this.#hooks.onFailure(error, fault),
    });
    this.#leaving = new LeavingSegments(state, this.#work, (error) => {
      this.#hooks.onFailure(error, { isFatal: false });
    });
    this.#commits = new GroupCommit(
      (group) => this.#commit(group),
      (error) => this.#condition.fail(error),
      state.shared.writeSlots,
    );
  }

  /**
   * Opens the log in a directory, or begins one there. Rejects with LogError where what lies there cannot be served, with
   * CheckpointError where the leader epochs cannot be read, and with the disk's own errors.
   */
  static async open(options: LogOptions): Promise<Log> {
    return new Log(options, await openLog(options));
  }

  /** The partition's directory. Changes when it is renamed. */
  get directory(): string {
    return this.#state.directory.path;
  }

  /** Null in a directory that does not say whose it is. */
  get topicId(): string | null {
    return this.#topicId;
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

  /** Bytes written since the log was opened: how much more there is to read than at an earlier look. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  get segmentCount(): number {
    return this.#state.segments.length;
  }

  /** Where the first file on the disk begins, mostly at or before the start: a checkpoint need not tell a start there. */
  get firstFileOffset(): number {
    return this.#state.firstFileOffset;
  }

  get leaderEpoch(): number {
    return this.#state.epochs.latest;
  }

  /** Null while the log works. What is in the way otherwise, in words. */
  get failure(): Error | null {
    return this.#condition.failure;
  }

  /**
   * Appends records, and gives them their offsets at once. Offsets, leader epoch and, where the topic wants it, time are
   * written into the buffer. What the log keeps is copied, or holds on to the memory that it is told of: when this returns, the
   * buffer is the caller's to let go of.
   */
  append(records: Buffer, options: AppendOptions): Appended | AppendRefusal {
    const reason = this.#condition.whyNotOpen();
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
    if (this.#condition.isClosed) return { kind: "unavailable", reason: "the log is closed" };
    return readCached(this.#state, offset, maxBytes, options);
  }

  /**
   * Reads whole batches from the one that holds `offset` on, at most `maxBytes` of them, and none of a later segment
   * (followers of before 4.5 fail on more than a segment at once).
   */
  async read(offset: number, maxBytes: number, options: ReadOptions = {}): Promise<LogRead> {
    if (this.#condition.isClosed) return { kind: "unavailable", reason: "the log is closed" };
    return await readLog(this.#state, offset, maxBytes, options);
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
    moveStart(this.#state, target);
    const { startOffset } = this;
    // Also when the start was there already: an attempt before may have failed here.
    await this.#hooks.saveCheckpoints();
    this.#state.epochs.truncateFromStart(startOffset);
    return startOffset;
  }

  /** Removes segments that are past keeping. Returns how many. Their files go after `file.delete.delay.ms`. */
  async deleteExpired(): Promise<number> {
    return await this.#work.run(async () => {
      const state = this.#state;
      if (!this.#condition.isOpen) return 0;
      const count = await countExpired(state, state.shared.clock.now());
      if (count === 0) return 0;
      if (count === state.segments.length) await this.#beginAnew();
      const { taken, rolled } = takeOldest(state, count);
      await this.#keepProducers(rolled);
      const names: string[] = [];
      try {
        await markDeleted(state, taken, names);
        state.epochs.truncateFromStart(state.firstFileOffset);
      } finally {
        const gone = taken.filter((segment) => !state.segments.includes(segment));
        this.#leaving.add(gone, names);
      }
      return taken.length;
    });
  }

  /** Resolves when all that was appended before is written, or has failed. */
  async settled(): Promise<void> {
    await this.#commits.whenIdle();
  }

  /** Makes everything that is written durable, and moves the recovery point there. */
  async flush(): Promise<void> {
    await this.#work.run(() => this.#flushNow());
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
    if (this.#condition.isClosed) return;
    const wasSound = this.#condition.close();
    this.#flushTimer?.cancel();
    await this.#commits.whenIdle();
    await this.#work.run(async () => {
      try {
        if (isClean && !wasSound) throw this.failure ?? new LogError(this.directory, "it was under repair");
        if (isClean) await this.#closeCleanly();
      } finally {
        this.#state.tail.clear();
        this.#state.readAhead.clear();
        await this.#leaving.close();
        for (const segment of this.#state.segments) await segment.close();
      }
    });
  }

  /** Refuses appends for good: the directory that the log lies in has failed. */
  takeOffline(error: Error): void {
    this.#condition.takeOffline(error);
  }

  /**
   * Notes whose log this is, where the directory did not say: a crash when it was made took the file. Rejects with LogError if
   * it is another topic's.
   */
  async adoptTopicId(topicId: string): Promise<void> {
    if (topicId === this.#topicId) return;
    this.#topicId = await settleTopicId(this.#state.shared.disk, this.directory, topicId);
  }

  /** Tells the log that its directory has another name now. */
  renamedTo(directory: string): void {
    this.#state.directory.path = directory;
  }

  #place(prepared: PreparedRecords, nowMs: number, leaderEpoch: number | null): Appended {
    const state = this.#state;
    const placed = placeRecords(state, prepared, nowMs, leaderEpoch);
    const { baseOffset, lastOffset } = placed;
    const { timestampType, maxTimestamp } = prepared.firstBatch.at(0);
    return {
      kind: "appended",
      baseOffset,
      lastOffset,
      logAppendTimeMs: timestampType === "LogAppendTime" ? maxTimestamp : -1,
      logStartOffset: state.startOffset,
      isDuplicate: false,
      written: this.#commits.add(placed, state.nextOffset),
    };
  }

  /** All that was written is past keeping: the log goes on in an empty segment. */
  async #beginAnew(): Promise<void> {
    const state = this.#state;
    roll(state, state.nextOffset);
    await this.#commits.touch(activeSegment(state), state.nextOffset);
  }

  /** What the log knows of its producers outlives their records. */
  async #keepProducers(rolled: RolledSegment | null): Promise<void> {
    if (rolled === null) return;
    try {
      await this.#state.snapshots.save(rolled.endOffset, rolled.producers);
    } catch (error) {
      // On a full disk above all, what is past keeping must go.
      this.#hooks.onFailure(error as Error, { isFatal: false });
    }
  }

  /** For a batch that was appended before: it may still be on its way. */
  async #whenWritten(lastOffset: number): Promise<void> {
    if (lastOffset >= this.#state.endOffset) await this.#commits.lastPromise;
  }

  async #commit(group: CommitGroup): Promise<void> {
    const state = this.#state;
    await writeGroup(state, group);
    for (const { byteCount } of group.writes) this.#writtenBytes += byteCount;
    state.endOffset = group.endOffset;
    if (!this.#isReplicated) this.advanceHighWatermark(group.endOffset);
    if (state.rolled.length > 0) this.#flushSoon();
    const { flushMs } = state.config;
    if (this.#flushTimer === null && state.recoveryPoint < state.endOffset && flushMs <= longestTimerMs) {
      this.#flushTimer = state.shared.clock.schedule(flushMs, () => {
        this.#flushTimer = null;
        this.#flushSoon();
      });
    }
  }

  /** What a failed write was to bring is cut off again, so that memory and disk agree. */
  async #cutUnwritten(): Promise<void> {
    // Closed or taken offline meanwhile, it stays as it is.
    if (this.#condition.isUnderRepair) await truncateLog(this.#state, this.#state.endOffset);
  }

  /** What is complete is made durable by and by, so that a start after a crash need not read it. */
  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    const flushing = this.#work.run(async () => {
      this.#isFlushDue = false;
      await this.#flushNow();
    });
    flushing.catch(() => {}); // Told already; the next flush tries again.
  }

  async #flushNow(): Promise<void> {
    if (!this.#condition.isOpen) return;
    try {
      await flush(this.#state);
    } catch (error) {
      // A failed sync is the end. What else could not be done is done by the next flush, or at a start.
      if (error instanceof LogFailure && error.isFatal) this.#condition.fail(error);
      else this.#hooks.onFailure(error as Error, { isFatal: false });
      throw error;
    }
  }

  async #whileNothingIsWritten(work: () => Promise<void>): Promise<void> {
    await this.#commits.whenIdle();
    await this.#work.run(work);
  }

  /** Changes what is already written, while nothing is appended. */
  async #restructure(change: () => Promise<void>): Promise<void> {
    await this.#condition.suspend(() =>
      this.#whileNothingIsWritten(async () => {
        await change();
        await this.#hooks.saveCheckpoints();
      }),
    );
  }

  async #closeCleanly(): Promise<void> {
    const state = this.#state;
    const { endOffset, epochs, segments, snapshots } = state;
    await flush(state);
    for (const segment of segments) await segment.sync();
    const segment = activeSegment(state);
    if (endOffset > 0 && !snapshots.has(endOffset)) {
      await complete(state, { segment, endOffset, producers: state.producers.entries() });
    }
    for (const each of segments) await each.saveIndexes();
    // An epoch without a record is nothing that the next start would keep.
    epochs.truncateFromEnd(endOffset);
    await saveEpochs(state);
    state.recoveryPoint = state.endOffset;
  }
}
