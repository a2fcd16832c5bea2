import type { PartitionImage } from "@ottla/cluster";
import type { Log, LogConfig } from "@ottla/log";
import { errorCode } from "@ottla/protocol";

/** Who wants to know when more of a partition can be read. */
export interface PartitionWatch {
  /** Whether only data whose transactions have ended counts. */
  readonly isCommittedOnly: boolean;
  /** So many bytes have become readable. Infinitely many: the partition is not as it was, and is to be asked again. */
  readable(bytes: number): void;
}

/** A client that does not know the leader's epoch says so. */
export const unknownLeaderEpoch = -1;

/**
 * One partition that a broker keeps a replica of: what the metadata says about it, and its log. Brokers of one process that
 * have replicas of it share the log.
 */
export class Partition {
  readonly topic: string;
  readonly topicId: string;
  readonly index: number;
  /** Whose replica it is. */
  readonly brokerId: number;
  #log: Log | null;
  readonly #watches = new Set<PartitionWatch>();
  #unlisten: () => void = () => {};
  /** Resolves when the log is where it was to be moved. */
  #move: PromiseWithResolvers<void> | null = null;
  #image: PartitionImage;
  #failure: Error | null;
  /** What clients are told that still ask here after it has left; null while it is here. */
  #goneCode: number | null = null;
  #minInsyncReplicas: number;
  /** Ends and bytes as watches were last told. */
  #highWatermark = 0;
  #highWatermarkBytes = 0;
  #lastStableOffset = 0;
  #lastStableBytes = 0;

  /** `log` is null where it could not be opened; `failure` then says why. */
  constructor(options: {
    readonly topic: string;
    readonly topicId: string;
    readonly index: number;
    readonly brokerId: number;
    readonly image: PartitionImage;
    readonly minInsyncReplicas: number;
    readonly log: Log | null;
    readonly failure: Error | null;
  }) {
    this.topic = options.topic;
    this.topicId = options.topicId;
    this.index = options.index;
    this.brokerId = options.brokerId;
    this.#image = options.image;
    this.#minInsyncReplicas = options.minInsyncReplicas;
    this.#failure = options.failure;
    this.#log = options.log;
    if (options.log !== null) this.#follow(options.log);
    this.#beginEpoch();
  }

  /** The log. Ask `checkLeaderEpoch` first: a partition whose disk has failed may have none. */
  get log(): Log {
    if (this.#log === null)
      throw new Error(`${this.topic}-${this.index} has no log: ${this.#failure?.message}`);
    return this.#log;
  }

  /** Null while the partition can be served. */
  get failure(): Error | null {
    return this.#failure;
  }

  get isOnline(): boolean {
    return this.#failure === null && this.#goneCode === null;
  }

  get isLeader(): boolean {
    return this.#image.leader === this.brokerId;
  }

  get leaderId(): number {
    return this.#image.leader;
  }

  get leaderEpoch(): number {
    return this.#image.leaderEpoch;
  }

  /**
   * Whether as many replicas are in sync as `acks=all` demands: `min.insync.replicas`, but never more than there are
   * replicas (KIP-966).
   */
  get hasEnoughReplicas(): boolean {
    const { isr, replicas } = this.#image;
    return isr.length >= Math.min(this.#minInsyncReplicas, replicas.length);
  }

  /** Whether clients may move the start forward (DeleteRecords): not where compaction alone removes records. */
  get allowsDeletion(): boolean {
    const { cleanupPolicy } = this.log.config;
    return cleanupPolicy.includes("delete") || !cleanupPolicy.includes("compact");
  }

  /**
   * NONE where this broker leads the partition and can serve it, to a client that takes `currentLeaderEpoch` for the
   * leader's epoch; else the error code to answer with (KIP-320).
   */
  checkLeaderEpoch(currentLeaderEpoch: number = unknownLeaderEpoch): number {
    if (this.#goneCode !== null) return this.#goneCode;
    if (this.#failure !== null) return errorCode.KAFKA_STORAGE_ERROR;
    if (currentLeaderEpoch !== unknownLeaderEpoch && currentLeaderEpoch !== this.leaderEpoch) {
      return currentLeaderEpoch < this.leaderEpoch
        ? errorCode.FENCED_LEADER_EPOCH
        : errorCode.UNKNOWN_LEADER_EPOCH;
    }
    const canServe = this.isLeader && this.#move === null;
    return canServe ? errorCode.NONE : errorCode.NOT_LEADER_OR_FOLLOWER;
  }

  /** Where the largest epoch not above `epoch` ended, or null where nothing is known of it. */
  endOffsetForEpoch(epoch: number): { readonly epoch: number; readonly endOffset: number } | null {
    const end = this.log.endOffsetForEpoch(epoch);
    return end.endOffset < 0 ? null : end;
  }

  /** Tells `watch` from now on what becomes readable, until `unwatch`. */
  watch(watch: PartitionWatch): void {
    this.#watches.add(watch);
  }

  unwatch(watch: PartitionWatch): void {
    this.#watches.delete(watch);
  }

  /** The metadata says something new about the partition. */
  update(image: PartitionImage): void {
    const isNewEpoch = image.leaderEpoch !== this.#image.leaderEpoch || image.leader !== this.#image.leader;
    this.#image = image;
    if (!isNewEpoch) return;
    this.#beginEpoch();
    this.#wakeAll();
  }

  /** Settings of the topic have changed. */
  reconfigure(config: LogConfig, minInsyncReplicas: number): void {
    if (this.#log !== null) this.#log.config = config;
    this.#minInsyncReplicas = minInsyncReplicas;
  }

  /** Null, but for the moment in which the log goes on in another directory: then resolves when it does. */
  get moving(): Promise<void> | null {
    return this.#move?.promise ?? null;
  }

  /** The log is about to go on in another directory: until then clients are told to come again. */
  beginMove(): void {
    this.#move = Promise.withResolvers();
  }

  /** The log goes on, here or in another directory. */
  endMove(log: Log): void {
    this.#unlisten();
    this.#log = log;
    if (this.#goneCode === null) this.#follow(log);
    this.#beginEpoch();
    this.#move?.resolve();
    this.#move = null;
    this.#wakeAll();
  }

  /** The disk that the log lies on has failed for good. */
  fail(failure: Error): void {
    this.#failure ??= failure;
    this.#move?.resolve();
    this.#move = null;
    this.#wakeAll();
  }

  /** The partition leaves this broker: whoever waits for it is told to look again, and finds it deleted, or elsewhere. */
  end(why: "deleted" | "moved"): void {
    this.#unlisten();
    this.#goneCode =
      why === "moved" ? errorCode.NOT_LEADER_OR_FOLLOWER : errorCode.UNKNOWN_TOPIC_OR_PARTITION;
    this.#wakeAll();
  }

  #follow(log: Log): void {
    this.#unlisten = log.onHighWatermark(() => this.#onWatermarks(log));
    this.#highWatermark = log.highWatermark;
    this.#highWatermarkBytes = log.writtenBytes;
    this.#lastStableOffset = log.lastStableOffset;
    this.#lastStableBytes = log.writtenBytes;
  }

  #beginEpoch(): void {
    if (this.#log !== null && this.isLeader) this.#log.beginLeaderEpoch(this.leaderEpoch);
  }

  #wakeAll(): void {
    for (const watch of this.#watches) watch.readable(Number.POSITIVE_INFINITY);
  }

  #onWatermarks(log: Log): void {
    const { highWatermark, lastStableOffset, writtenBytes } = log;
    const bytes = highWatermark > this.#highWatermark ? writtenBytes - this.#highWatermarkBytes : 0;
    const stableBytes = lastStableOffset > this.#lastStableOffset ? writtenBytes - this.#lastStableBytes : 0;
    if (bytes > 0) this.#highWatermarkBytes = writtenBytes;
    if (stableBytes > 0) this.#lastStableBytes = writtenBytes;
    this.#highWatermark = highWatermark;
    this.#lastStableOffset = lastStableOffset;
    for (const watch of this.#watches) {
      const count = watch.isCommittedOnly ? stableBytes : bytes;
      if (count > 0) watch.readable(count);
    }
  }
}
