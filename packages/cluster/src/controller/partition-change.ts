import { directoryId } from "../image/directory-id.ts";
import {
  directoryOfReplica,
  noLeader,
  noLeaderChange,
  type PartitionImage,
} from "../image/partition-image.ts";
import { hasDirectoryAssignment, partitionChangeRecordVersion } from "../image/record-versions.ts";
import type { MetadataRecordInput, RecordValue } from "../records/index.ts";

/** Who may become leader when a partition changes. */
export type Election =
  /** Whoever leads, goes on; else the first of the replicas that has everything. */
  | "online"
  /** The first replica leads, if it has everything. */
  | "preferred"
  /** As `online`; but if nobody has everything, somebody who is there (`unclean.leader.election.enable`). */
  | "unclean";

/** A partition as it is, and what it is to become. What is not given stays. */
export interface PartitionChange {
  readonly topicId: string;
  readonly partitionId: number;
  readonly partition: PartitionImage;
  readonly election: Election;
  /** Whether a broker, with the directory that holds its replica, could lead. */
  readonly isAcceptableLeader: (brokerId: number, directory: string) => boolean;
  readonly metadataVersion: number;
  /** Whether eligible leader replicas are on (KIP-966). */
  readonly isElrEnabled: boolean;
  /** `min.insync.replicas` of the topic, bounded by its replication factor. */
  readonly minInsyncReplicas: number;
  /** Where a broker would put a replica that has no directory yet. */
  readonly defaultDirectory: (brokerId: number) => string;
  readonly isr?: readonly number[];
  readonly replicas?: readonly number[];
  readonly addingReplicas?: readonly number[];
  readonly removingReplicas?: readonly number[];
  /** Directories that replicas have moved to, by broker. */
  readonly directories?: ReadonlyMap<number, string>;
  readonly leaderRecoveryState?: PartitionImage["leaderRecoveryState"];
  /** Brokers that did not stop in order: they may lack what they had acknowledged. */
  readonly uncleanReplicas?: readonly number[];
}

type Change = {
  -readonly [Key in keyof RecordValue<"partitionChange">]?: RecordValue<"partitionChange">[Key];
};

interface Target {
  isr: readonly number[];
  elr: readonly number[];
  replicas: readonly number[];
  addingReplicas: readonly number[];
  removingReplicas: readonly number[];
}

/**
 * The record that brings a partition where it is to be, with the leader, the epochs and the eligible leader replicas that
 * follow from it; null where nothing changes (`PartitionChangeBuilder`).
 */
export function partitionChange(options: PartitionChange): MetadataRecordInput | null {
  const { partition, isElrEnabled, metadataVersion } = options;
  const target = completedReassignment({
    isr: options.isr ?? partition.isr,
    elr: partition.elr,
    replicas: options.replicas ?? partition.replicas,
    addingReplicas: options.addingReplicas ?? partition.addingReplicas,
    removingReplicas: options.removingReplicas ?? partition.removingReplicas,
  });
  if (isElrEnabled) target.elr = nextElr(options, target);

  const change: Change = {};
  const elected = electLeader(options, target);
  if (elected.leader !== partition.leader) {
    change.leader = elected.leader;
    if (target.elr.includes(elected.leader)) {
      target.isr = [elected.leader];
      target.elr = target.elr.filter((replica) => replica !== elected.leader);
    }
    if (elected.isUnclean) {
      change.isr = [elected.leader];
      if (partition.leaderRecoveryState !== "recovering") change.leaderRecoveryState = 1;
    }
  }
  // Whoever loses its replica must hear of it, by an epoch that it does not have.
  const losesReplica = partition.replicas.some((replica) => !target.replicas.includes(replica));
  if (change.leader === undefined && losesReplica) change.leader = partition.leader;

  if (change.isr !== undefined || !isElrEnabled) target.elr = [];
  if (!isSame(target.elr, partition.elr)) change.eligibleLeaderReplicas = [...target.elr];
  const mayEmptyIsr = target.isr.length > 0 || isElrEnabled;
  if (change.isr === undefined && mayEmptyIsr && !isSame(target.isr, partition.isr)) {
    change.isr = [...target.isr];
  }
  if (needsEpochForShrinking(metadataVersion) && change.leader === undefined && change.isr) {
    const { isr } = change;
    if (partition.isr.some((replica) => !isr.includes(replica))) change.leader = partition.leader;
  }
  if (isElrEnabled) noteLastLeader(partition, change);
  moveReplicas(options, target, change);
  const { leaderRecoveryState = partition.leaderRecoveryState } = options;
  if (leaderRecoveryState !== partition.leaderRecoveryState) {
    change.leaderRecoveryState = leaderRecoveryState === "recovering" ? 1 : 0;
  }
  if (Object.keys(change).length === 0) return null;
  return {
    kind: "partitionChange",
    version: partitionChangeRecordVersion(metadataVersion),
    value: { ...change, partitionId: options.partitionId, topicId: options.topicId },
  };
}

/** A reassignment ends when all who join are in sync, and leaves no fewer in sync than it must (KIP-455). */
function completedReassignment(target: Target): Target {
  const { isr, replicas, addingReplicas, removingReplicas } = target;
  if (addingReplicas.length === 0 && removingReplicas.length === 0) return target;
  const stays = (replica: number): boolean => !removingReplicas.includes(replica);
  const stayingIsr = isr.filter(stays);
  const stayingReplicas = replicas.filter(stays);
  if (stayingIsr.length === 0 && removingReplicas.length > 0) return target;
  if (stayingReplicas.length === 0) return target;
  const isInSync = (replica: number): boolean => stayingIsr.includes(replica);
  if (!addingReplicas.every(isInSync)) return target;
  if (addingReplicas.length < removingReplicas.length && !stayingReplicas.every(isInSync)) return target;
  return { ...target, isr: stayingIsr, replicas: stayingReplicas, addingReplicas: [], removingReplicas: [] };
}

/** Who left the ISR while it was too small to take writes still has everything, unless it stopped uncleanly (KIP-966). */
function nextElr(
  { partition, minInsyncReplicas, uncleanReplicas = [] }: PartitionChange,
  target: Target,
): number[] {
  if (target.isr.length >= minInsyncReplicas) return [];
  const candidates = new Set([...partition.elr, ...partition.isr]);
  return [...candidates]
    .filter((replica) => !target.isr.includes(replica) && !uncleanReplicas.includes(replica))
    .toSorted((one, other) => one - other);
}

interface Elected {
  readonly leader: number;
  /** Not known to have everything. */
  readonly isUnclean: boolean;
}

function electLeader(options: PartitionChange, target: Target): Elected {
  const { partition, election } = options;
  const isAcceptable = (replica: number): boolean =>
    options.isAcceptableLeader(replica, directoryOfReplica(partition, replica));
  const isValid = (replica: number): boolean =>
    (target.isr.includes(replica) || (target.isr.length === 0 && target.elr.includes(replica))) &&
    isAcceptable(replica);

  const [preferred] = target.replicas;
  const isPreferred = election === "preferred" && preferred !== undefined && isValid(preferred);
  if (isPreferred) return { leader: preferred, isUnclean: false };
  if (isValid(partition.leader)) return { leader: partition.leader, isUnclean: false };
  const online = target.replicas.find(isValid);
  if (online !== undefined) return { leader: online, isUnclean: false };

  // Nobody has everything. Whoever led last is nearest to that, if it alone is known.
  const [lastLeader] = partition.lastKnownElr;
  const isLastLeaderKnown = lastLeader !== undefined && partition.lastKnownElr.length === 1;
  const isEmpty = target.isr.length === 0 && target.elr.length === 0;
  if (options.isElrEnabled && isEmpty && isLastLeaderKnown && isAcceptable(lastLeader)) {
    return { leader: lastLeader, isUnclean: true };
  }
  const anybody = election === "unclean" ? target.replicas.find(isAcceptable) : undefined;
  if (anybody !== undefined) return { leader: anybody, isUnclean: true };
  return { leader: noLeader, isUnclean: false };
}

/** While nobody leads, the last leader is remembered where the last known ELR has its place. */
function noteLastLeader(partition: PartitionImage, change: Change): void {
  const { leader = noLeaderChange } = change;
  if (leader === noLeader && partition.lastKnownElr.length === 0) change.lastKnownElr = [partition.leader];
  else if (leader >= 0 && partition.lastKnownElr.length > 0) change.lastKnownElr = [];
}

function moveReplicas(options: PartitionChange, target: Target, change: Change): void {
  const { partition, metadataVersion } = options;
  if (target.replicas.length > 0) {
    if (hasDirectoryAssignment(metadataVersion)) {
      const directories = target.replicas.map((replica) => directoryFor(options, replica));
      if (!isSame(directories, partition.directories)) change.directories = directories;
    }
    if (!isSame(target.replicas, partition.replicas)) change.replicas = [...target.replicas];
  }
  if (!isSame(target.removingReplicas, partition.removingReplicas)) {
    change.removingReplicas = [...target.removingReplicas];
  }
  if (!isSame(target.addingReplicas, partition.addingReplicas)) {
    change.addingReplicas = [...target.addingReplicas];
  }
}

function directoryFor(
  { partition, directories, defaultDirectory }: PartitionChange,
  replica: number,
): string {
  const moved = directories?.get(replica);
  if (moved !== undefined) return moved;
  return partition.replicas.includes(replica)
    ? directoryOfReplica(partition, replica)
    : (defaultDirectory(replica) ?? directoryId.unassigned);
}

/** Before 3.6, followers learned from a new epoch that one of them had left the ISR. */
function needsEpochForShrinking(metadataVersion: number): boolean {
  return metadataVersion < 12;
}

function isSame<Value>(one: readonly Value[], other: readonly Value[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
