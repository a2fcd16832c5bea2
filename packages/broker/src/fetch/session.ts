import { errorCode } from "@ottla/protocol";
import type { FetchablePartition, FetchResponsePartition } from "./fetch-types.ts";

/**
 * An incremental fetch session (KIP-227): the broker remembers which partitions a client fetches and what it last
 * told about each, so that requests carry only changes and answers only news.
 */
export class FetchSession {
  readonly id: number;
  /** Replicas of other brokers keep their sessions when clients' must make room. */
  readonly isPrivileged: boolean;
  /** Whether its requests name topics by id (v13+); a session cannot mix the two. */
  readonly usesTopicIds: boolean;
  readonly createdMs: number;
  lastUsedMs: number;
  /** The size that the cache has counted. */
  countedSize = 0;
  /** The epoch that the next request must carry. */
  epoch = 1;
  /** In the order in which they are read; those that gave records move to the end, so that none is starved. */
  readonly #partitions = new Map<string, SessionPartition>();

  constructor(options: { id: number; isPrivileged: boolean; usesTopicIds: boolean; nowMs: number }) {
    this.id = options.id;
    this.isPrivileged = options.isPrivileged;
    this.usesTopicIds = options.usesTopicIds;
    this.createdMs = options.nowMs;
    this.lastUsedMs = options.nowMs;
  }

  get size(): number {
    return this.#partitions.size;
  }

  /** What the session fetches, in order. */
  partitions(): FetchablePartition[] {
    return [...this.#partitions.values()].map(({ wanted }) => wanted);
  }

  /** Adds or changes partitions, then removes the forgotten. */
  update(wanted: readonly FetchablePartition[], forgotten: Iterable<string>): void {
    for (const partition of wanted) {
      const known = this.#partitions.get(partition.key);
      if (known === undefined) this.#partitions.set(partition.key, new SessionPartition(partition));
      else known.update(partition);
    }
    for (const key of forgotten) this.#partitions.delete(key);
  }

  /** True when the answer about a partition is news to the client; remembers it as told. */
  isNews(key: string, answer: FetchResponsePartition): boolean {
    return this.#partitions.get(key)?.isNews(answer) ?? true;
  }

  /** Remembers an answer as told, whether it is news or not: for the full answer that opens a session. */
  markTold(key: string, answer: FetchResponsePartition): void {
    this.#partitions.get(key)?.isNews(answer);
  }

  /** Partitions that gave records are read last next time. */
  moveToEnd(key: string): void {
    const partition = this.#partitions.get(key);
    if (partition === undefined) return;
    this.#partitions.delete(key);
    this.#partitions.set(key, partition);
  }

  advanceEpoch(): void {
    this.epoch = this.epoch === 0x7fffffff ? 1 : this.epoch + 1;
  }
}

class SessionPartition {
  wanted: FetchablePartition;
  #highWatermark = -1;
  #logStartOffset = -1;

  constructor(wanted: FetchablePartition) {
    this.wanted = wanted;
  }

  update(wanted: FetchablePartition): void {
    this.wanted = this.wanted.wasKnown === true ? { ...wanted, wasKnown: true } : wanted;
  }

  isNews(answer: FetchResponsePartition): boolean {
    let isNews = answer.recordsBytes > 0;
    if (this.wanted.wasKnown !== true && answer.response.errorCode !== errorCode.UNKNOWN_TOPIC_ID) {
      this.wanted = { ...this.wanted, wasKnown: true };
    }
    if (this.#highWatermark !== answer.response.highWatermark) {
      this.#highWatermark = answer.response.highWatermark;
      isNews = true;
    }
    const logStartOffset = answer.response.logStartOffset ?? -1;
    if (this.#logStartOffset !== logStartOffset) {
      this.#logStartOffset = logStartOffset;
      isNews = true;
    }
    if (answer.response.errorCode !== errorCode.NONE) {
      // The next answer without an error is news again, whatever it says.
      this.#highWatermark = -1;
      isNews = true;
    }
    return isNews || answer.response.divergingEpoch !== undefined;
  }
}
