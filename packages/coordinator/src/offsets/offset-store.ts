/** How far a group has read in a partition. */
export interface CommittedOffset {
  readonly offset: number;
  /** Of the last record read; -1: not told. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestamp: number;
  /** Set by clients before OffsetCommit v5; -1: `offsets.retention.minutes` rules. */
  readonly expireTimestamp: number;
  /** Of the topic when it was committed; `zeroUuid`: not known. */
  readonly topicId: string;
  /** Of the record that says so: decides which of two commits is the later one. */
  readonly recordOffset: number;
}

/** Topic → partition → offset, of one group. */
export type GroupOffsets = ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>>;

const noOffsets: GroupOffsets = new Map();

/** Offsets by group, topic and partition. */
class OffsetTable {
  readonly #groups = new Map<string, Map<string, Map<number, CommittedOffset>>>();

  groupIds(): Iterable<string> {
    return this.#groups.keys();
  }

  ofGroup(groupId: string): GroupOffsets {
    return this.#groups.get(groupId) ?? noOffsets;
  }

  set(groupId: string, topic: string, partition: number, offset: CommittedOffset): void {
    let topics = this.#groups.get(groupId);
    if (topics === undefined) this.#groups.set(groupId, (topics = new Map()));
    let partitions = topics.get(topic);
    if (partitions === undefined) topics.set(topic, (partitions = new Map()));
    partitions.set(partition, offset);
  }

  remove(groupId: string, topic: string, partition: number): void {
    const topics = this.#groups.get(groupId);
    const partitions = topics?.get(topic);
    if (topics === undefined || partitions === undefined) return;
    partitions.delete(partition);
    if (partitions.size === 0) topics.delete(topic);
    if (topics.size === 0) this.#groups.delete(groupId);
  }
}

/**
 * The committed offsets of all groups of a partition, and those that wait for their transaction to end.
 *
 * Written by record appliers and by the markers that end transactions, read by everybody.
 */
export class OffsetStore {
  readonly #committed = new OffsetTable();
  /** By producer id. */
  readonly #pending = new Map<number, OffsetTable>();
  /** Producer ids whose open transactions have offsets of the group. */
  readonly #openTransactions = new Map<string, Set<number>>();

  ofGroup(groupId: string): GroupOffsets {
    return this.#committed.ofGroup(groupId);
  }

  get(groupId: string, topic: string, partition: number): CommittedOffset | null {
    return this.#committed.ofGroup(groupId).get(topic)?.get(partition) ?? null;
  }

  groupIds(): Iterable<string> {
    return this.#committed.groupIds();
  }

  hasOpenTransactions(groupId: string): boolean {
    return this.#openTransactions.has(groupId);
  }

  /** Whether an open transaction has an offset for the partition: then nobody knows yet what is committed. */
  isPending(groupId: string, topic: string, partition: number): boolean {
    for (const producerId of this.#openTransactions.get(groupId) ?? []) {
      if (this.#pending.get(producerId)?.ofGroup(groupId).get(topic)?.has(partition)) return true;
    }
    return false;
  }

  /** Topics and partitions for which open transactions have offsets, by group. */
  *pendingPartitions(groupId: string): Generator<{ topic: string; partition: number }> {
    for (const producerId of this.#openTransactions.get(groupId) ?? []) {
      for (const [topic, partitions] of this.#pending.get(producerId)?.ofGroup(groupId) ?? []) {
        for (const partition of partitions.keys()) yield { topic, partition };
      }
    }
  }

  /** Groups that have offsets, in open transactions too. */
  knownGroupIds(): ReadonlySet<string> {
    return new Set([...this.#committed.groupIds(), ...this.#openTransactions.keys()]);
  }

  commit(groupId: string, topic: string, partition: number, offset: CommittedOffset): void {
    this.#committed.set(groupId, topic, partition, offset);
  }

  commitWhenTransactionEnds(
    producerId: number,
    groupId: string,
    topic: string,
    partition: number,
    offset: CommittedOffset,
  ): void {
    let pending = this.#pending.get(producerId);
    if (pending === undefined) this.#pending.set(producerId, (pending = new OffsetTable()));
    pending.set(groupId, topic, partition, offset);
    const producerIds = this.#openTransactions.get(groupId);
    if (producerIds === undefined) this.#openTransactions.set(groupId, new Set([producerId]));
    else producerIds.add(producerId);
  }

  /** Forgets the offset, what open transactions have for it included. */
  remove(groupId: string, topic: string, partition: number): void {
    this.#committed.remove(groupId, topic, partition);
    for (const producerId of this.#openTransactions.get(groupId) ?? []) {
      this.#pending.get(producerId)?.remove(groupId, topic, partition);
    }
  }

  /**
   * A transaction has ended. Its offsets count from now on, unless a later record has committed another: the log may
   * have been compacted, so the order of their records decides and not the order of events.
   */
  endTransaction(producerId: number, outcome: "commit" | "abort"): void {
    const pending = this.#pending.get(producerId);
    if (pending === undefined) return;
    this.#pending.delete(producerId);
    for (const [groupId, producerIds] of this.#openTransactions) {
      producerIds.delete(producerId);
      if (producerIds.size === 0) this.#openTransactions.delete(groupId);
    }
    if (outcome === "abort") return;
    for (const groupId of pending.groupIds()) {
      for (const [topic, partitions] of pending.ofGroup(groupId)) {
        for (const [partition, offset] of partitions) {
          const known = this.get(groupId, topic, partition);
          if (known !== null && known.recordOffset >= offset.recordOffset) continue;
          this.#committed.set(groupId, topic, partition, offset);
        }
      }
    }
  }
}
