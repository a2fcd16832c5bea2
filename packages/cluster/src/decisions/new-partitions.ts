/** Partitions that do not exist yet: where their replicas are, and who leads them at first. */
import { defaultDirectoryOf } from "../controller/leadership.ts";
import {
  directoryId,
  isActive,
  type MetadataImage,
  metadataVersionOf,
  type PartitionImage,
} from "../image/index.ts";
import { partitionRecordOf } from "../image/partition-image.ts";
import { hasDirectoryAssignment, partitionRecordVersion } from "../image/record-versions.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { type Fault, fault } from "./fault.ts";

/**
 * What is wrong with replicas that somebody chose: brokers must be registered and different. `replicationFactor` is that of
 * the partitions before, or null where there is none.
 */
export function invalidAssignment(
  image: MetadataImage,
  replicas: readonly number[],
  replicationFactor: number | null,
): Fault | null {
  if (replicas.length === 0) return refused("includes an empty replica list.");
  let previous: number | null = null;
  for (const broker of replicas.toSorted((left, right) => left - right)) {
    if (!image.cluster.brokers.has(broker)) {
      return refused(`includes broker ${broker}, but no such broker is registered.`);
    }
    if (broker === previous) return refused(`includes the broker ${broker} more than once.`);
    previous = broker;
  }
  if (replicationFactor !== null && replicas.length !== replicationFactor) {
    return refused(
      `includes a partition with ${replicas.length} replica(s), but this is not consistent with previous partitions, ` +
        `which have ${replicationFactor} replica(s).`,
    );
  }
  return null;
}

function refused(reason: string): Fault {
  return fault("INVALID_REPLICA_ASSIGNMENT", `The manual partition assignment ${reason}`);
}

/** The brokers that somebody chose for a partition are all down. */
export function allFenced(partitionId: number): Fault {
  return fault(
    "INVALID_REPLICA_ASSIGNMENT",
    `All brokers specified in the manual partition assignment for partition ${partitionId} are fenced or in ` +
      "controlled shutdown.",
  );
}

/** A partition at its beginning, led by the first of its replicas that is up; null where none is. */
export function newPartition(image: MetadataImage, replicas: readonly number[]): PartitionImage | null {
  const isr = replicas.filter((broker) => isActive(image.cluster.brokers.get(broker)));
  const leader = isr[0];
  if (leader === undefined) return null;
  return {
    replicas,
    directories: replicas.map((broker) => directoryFor(image, broker)),
    isr,
    removingReplicas: [],
    addingReplicas: [],
    leader,
    leaderRecoveryState: "recovered",
    leaderEpoch: 0,
    partitionEpoch: 0,
    elr: [],
    lastKnownElr: [],
  };
}

export function newPartitionRecord(
  image: MetadataImage,
  topicId: string,
  partitionId: number,
  partition: PartitionImage,
): MetadataRecordInput {
  return partitionRecordOf(topicId, partitionId, partition, partitionRecordVersion(metadataVersionOf(image)));
}

function directoryFor(image: MetadataImage, brokerId: number): string {
  if (!hasDirectoryAssignment(metadataVersionOf(image))) return directoryId.migrating;
  return defaultDirectoryOf(image.cluster.brokers.get(brokerId));
}
