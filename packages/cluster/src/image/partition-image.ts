import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import { directoryId } from "./directory-id.ts";
import { MetadataFault } from "./metadata-fault.ts";

/** What the cluster knows of a partition. */
export interface PartitionImage {
  /** Brokers that keep it; the first is preferred as leader. */
  readonly replicas: readonly number[];
  /** The log directory of each replica, in the order of `replicas` (KIP-858). */
  readonly directories: readonly string[];
  readonly isr: readonly number[];
  readonly removingReplicas: readonly number[];
  readonly addingReplicas: readonly number[];
  /** -1: nobody leads. */
  readonly leader: number;
  /** A leader elected uncleanly recovers what it can before it tells so (KIP-704). */
  readonly leaderRecoveryState: LeaderRecoveryState;
  /** One more with each record that names a leader, be it the same. */
  readonly leaderEpoch: number;
  /** One more with each record about the partition. */
  readonly partitionEpoch: number;
  /** Replicas outside the ISR that have everything committed (KIP-966). */
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
}

export const noLeader = -1;
/** Where a record says "the leader stays". */
export const noLeaderChange = -2;
export const leaderRecoveryStates = ["recovered", "recovering"] as const;
export type LeaderRecoveryState = (typeof leaderRecoveryStates)[number];
const noRecoveryChange = -1;

export function partitionOf(record: RecordValue<"partition">): PartitionImage {
  const { replicas } = record;
  return {
    replicas,
    directories: directoriesFor(record.directories, replicas.length),
    isr: record.isr,
    removingReplicas: record.removingReplicas,
    addingReplicas: record.addingReplicas,
    leader: record.leader,
    leaderRecoveryState: recoveryState(record.leaderRecoveryState),
    leaderEpoch: record.leaderEpoch,
    partitionEpoch: record.partitionEpoch,
    elr: record.eligibleLeaderReplicas ?? [],
    lastKnownElr: record.lastKnownElr ?? [],
  };
}

/** The partition after a change: what the record leaves out stays, epochs count on. */
export function changedPartition(
  before: PartitionImage,
  change: RecordValue<"partitionChange">,
): PartitionImage {
  const replicas = change.replicas ?? before.replicas;
  const hasLeader = change.leader !== noLeaderChange;
  return {
    replicas,
    directories: directoriesFor(change.directories ?? before.directories, replicas.length),
    isr: change.isr ?? before.isr,
    removingReplicas: change.removingReplicas ?? before.removingReplicas,
    addingReplicas: change.addingReplicas ?? before.addingReplicas,
    leader: hasLeader ? change.leader : before.leader,
    leaderRecoveryState:
      change.leaderRecoveryState === noRecoveryChange
        ? before.leaderRecoveryState
        : recoveryState(change.leaderRecoveryState),
    leaderEpoch: hasLeader ? before.leaderEpoch + 1 : before.leaderEpoch,
    partitionEpoch: before.partitionEpoch + 1,
    elr: change.eligibleLeaderReplicas ?? before.elr,
    lastKnownElr: change.lastKnownElr ?? before.lastKnownElr,
  };
}

/** Without eligible leader replicas, as ClearElrRecord wants it: a change like any other, so the epoch counts on. */
export function partitionWithoutElr(before: PartitionImage): PartitionImage {
  if (before.elr.length === 0 && before.lastKnownElr.length === 0) return before;
  return { ...before, elr: [], lastKnownElr: [], partitionEpoch: before.partitionEpoch + 1 };
}

/** The record that says all of a partition at once, in the version that the metadata version wants. */
export function partitionRecordOf(
  topicId: string,
  partitionId: number,
  partition: PartitionImage,
  version: number,
): MetadataRecordInput {
  const { elr, lastKnownElr } = partition;
  return {
    kind: "partition",
    version,
    value: {
      partitionId,
      topicId,
      replicas: [...partition.replicas],
      isr: [...partition.isr],
      removingReplicas: [...partition.removingReplicas],
      addingReplicas: [...partition.addingReplicas],
      leader: partition.leader,
      leaderRecoveryState: leaderRecoveryStates.indexOf(partition.leaderRecoveryState),
      leaderEpoch: partition.leaderEpoch,
      partitionEpoch: partition.partitionEpoch,
      ...(version >= 1 ? { directories: [...partition.directories] } : {}),
      ...(version >= 2 && elr.length > 0 ? { eligibleLeaderReplicas: [...elr] } : {}),
      ...(version >= 2 && lastKnownElr.length > 0 ? { lastKnownElr: [...lastKnownElr] } : {}),
    },
  };
}

/** The directory in which a broker keeps its replica. */
export function directoryOfReplica(partition: PartitionImage, brokerId: number): string {
  return partition.directories[partition.replicas.indexOf(brokerId)] ?? directoryId.unassigned;
}

export function isReassigning(partition: PartitionImage): boolean {
  return partition.removingReplicas.length > 0 || partition.addingReplicas.length > 0;
}

function recoveryState(code: number): LeaderRecoveryState {
  const state = leaderRecoveryStates[code];
  if (state === undefined) throw new MetadataFault(`${code} is no leader recovery state`);
  return state;
}

/** Records written before KIP-858 name no directories. */
function directoriesFor(directories: readonly string[], replicaCount: number): readonly string[] {
  if (directories.length === replicaCount) return directories;
  if (directories.length === 0) return Array.from({ length: replicaCount }, () => directoryId.migrating);
  throw new MetadataFault(`${directories.length} directories are named for ${replicaCount} replicas`);
}
