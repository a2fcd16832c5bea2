import {
  type BrokerRegistration,
  directoryId,
  type MetadataImage,
  type PartitionImage,
} from "@ottla/cluster";
import { errorCode } from "@ottla/protocol";

/** A broker as clients of one listener see it. */
export interface BrokerNode {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly isFenced: boolean;
}

/** Brokers that have a listener of this name. */
export function brokerNodes(image: MetadataImage, listenerName: string): BrokerNode[] {
  return [...image.cluster.brokers.values()].flatMap((broker) => nodeOf(broker, listenerName) ?? []);
}

/** Those among them that are in service. */
export function aliveBrokerNodes(image: MetadataImage, listenerName: string): BrokerNode[] {
  return brokerNodes(image, listenerName).filter(({ isFenced }) => !isFenced);
}

/**
 * Whom clients take for the controller: any broker that is in service, since every one of them hands requests to the real
 * one. -1: there is none.
 */
export function apparentController(image: MetadataImage): number {
  for (const { id, isFenced } of image.cluster.brokers.values()) if (!isFenced) return id;
  return noNode;
}

export const noNode = -1;

/** What a client learns of one partition. */
export interface PartitionView {
  readonly errorCode: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaNodes: number[];
  readonly isrNodes: number[];
  readonly offlineReplicas: number[];
}

/** How to tell about brokers that cannot be reached: it has changed with the versions of Metadata. */
export interface ReachabilityRules {
  /** Leave replicas out that cannot be reached, and say that some are missing. */
  readonly hidesUnreachable: boolean;
  /** Tell a leader without the client's listener from one that is not there. */
  readonly tellsMissingListener: boolean;
}

/** A partition as it shows on a listener. */
export function viewPartition(
  image: MetadataImage,
  partition: PartitionImage,
  listenerName: string,
  rules: ReachabilityRules,
): PartitionView {
  const { brokers } = image.cluster;
  const reachable = (ids: readonly number[]): number[] =>
    rules.hidesUnreachable ? ids.filter((id) => isReachable(brokers.get(id), listenerName)) : [...ids];
  const replicaNodes = reachable(partition.replicas);
  const isrNodes = reachable(partition.isr);
  const leader = brokers.get(partition.leader);
  const hasLeader = leader !== undefined && nodeOf(leader, listenerName) !== null;
  return {
    errorCode: errorOf(),
    leaderId: hasLeader ? partition.leader : noNode,
    leaderEpoch: partition.leaderEpoch,
    replicaNodes,
    isrNodes,
    offlineReplicas: partition.replicas.filter((id, index) =>
      isOffline(brokers.get(id), listenerName, partition.directories[index] ?? directoryId.unassigned),
    ),
  };

  function errorOf(): number {
    if (!hasLeader) {
      return leader !== undefined && rules.tellsMissingListener
        ? errorCode.LISTENER_NOT_FOUND
        : errorCode.LEADER_NOT_AVAILABLE;
    }
    const isComplete =
      replicaNodes.length === partition.replicas.length && isrNodes.length === partition.isr.length;
    return isComplete ? errorCode.NONE : errorCode.REPLICA_NOT_AVAILABLE;
  }
}

function nodeOf(broker: BrokerRegistration, listenerName: string): BrokerNode | null {
  const listener = broker.listeners.find(({ name }) => name === listenerName);
  if (listener === undefined) return null;
  const { host, port } = listener;
  return { nodeId: broker.id, host, port, rack: broker.rack, isFenced: broker.isFenced };
}

function isReachable(broker: BrokerRegistration | undefined, listenerName: string): boolean {
  return broker !== undefined && !broker.isFenced && nodeOf(broker, listenerName) !== null;
}

/** A replica is offline where its broker cannot be reached, or has lost the directory that the replica is in (KIP-858). */
function isOffline(broker: BrokerRegistration | undefined, listenerName: string, directory: string): boolean {
  return broker === undefined || !isReachable(broker, listenerName) || !hasDirectory(broker, directory);
}

function hasDirectory(broker: BrokerRegistration, directory: string): boolean {
  if (directory === directoryId.lost) return false;
  if (directory === directoryId.unassigned || directory === directoryId.migrating) return true;
  // A broker that told of no directories is of a time before they had ids.
  return broker.directories.length === 0 || broker.directories.includes(directory);
}
