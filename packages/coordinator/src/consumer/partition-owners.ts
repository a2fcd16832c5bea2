import type { OwnedPartitions } from "./partitions.ts";

/**
 * The member epoch of whoever has a partition, partitions that are being given up included: a partition that has an owner is
 * given to nobody else. After a load from a log that is half compacted, an old owner can be listed after the new one:
 * hence epochs, the higher of which is right.
 */
export class PartitionOwners {
  readonly #epochs = new Map<string, Map<number, number>>();

  isOwned(topicId: string, partition: number): boolean {
    return this.#epochs.get(topicId)?.has(partition) ?? false;
  }

  add(owned: OwnedPartitions, memberEpoch: number): void {
    for (const [topicId, partitions] of owned) {
      let epochs = this.#epochs.get(topicId);
      if (epochs === undefined) this.#epochs.set(topicId, (epochs = new Map()));
      for (const partition of partitions.keys()) {
        epochs.set(partition, Math.max(memberEpoch, epochs.get(partition) ?? memberEpoch));
      }
    }
  }

  /** Leaves out what somebody has in another epoch by now. */
  remove(owned: OwnedPartitions, memberEpoch: number): void {
    for (const [topicId, partitions] of owned) {
      const epochs = this.#epochs.get(topicId);
      if (epochs === undefined) continue;
      for (const partition of partitions.keys()) {
        if (epochs.get(partition) === memberEpoch) epochs.delete(partition);
      }
      if (epochs.size === 0) this.#epochs.delete(topicId);
    }
  }
}
