import {
  type BrokerRegistration,
  directoryId,
  isActive,
  isElrEnabled,
  metadataVersionOf,
} from "../image/index.ts";
import type { TopicImage } from "../image/topics-image.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import type { DecisionContext } from "./decision.ts";
import { type PartitionChange, partitionChange } from "./partition-change.ts";

/** What happens to brokers at the moment in which partitions change. Those of one process come and go together. */
export interface BrokerMove {
  /** Are about to be fenced, or to stop: they lead nothing, and are in no ISR. */
  readonly leaving?: readonly number[];
  /** Are about to be unfenced. */
  readonly coming?: readonly number[];
  /** Are here again after they did not stop in order. */
  readonly unclean?: readonly number[];
}

/** What every change of a partition needs to know of the cluster. */
export function clusterRules(
  { image, configs }: DecisionContext,
  topic: TopicImage,
): Pick<
  PartitionChange,
  | "topicId"
  | "metadataVersion"
  | "isElrEnabled"
  | "minInsyncReplicas"
  | "defaultDirectory"
  | "isAcceptableLeader"
> {
  const { brokers } = image.cluster;
  const replicationFactor = topic.partitions[0]?.replicas.length ?? 1;
  return {
    topicId: topic.id,
    metadataVersion: metadataVersionOf(image),
    isElrEnabled: isElrEnabled(image),
    minInsyncReplicas: Math.min(configs.topic(topic.name)["min.insync.replicas"], replicationFactor),
    defaultDirectory: (brokerId) => defaultDirectoryOf(brokers.get(brokerId)),
    isAcceptableLeader: (brokerId, directory) => {
      const broker = brokers.get(brokerId);
      return isActive(broker) && isOnline(broker, directory);
    },
  };
}

/** The changes of the partitions that a broker's coming or going concerns (`generateLeaderAndIsrUpdates`). */
export function* leadershipChanges(
  context: DecisionContext,
  move: BrokerMove,
  concerns: (partition: TopicImage["partitions"][number]) => boolean,
): Generator<MetadataRecordInput> {
  const { image, configs } = context;
  const { leaving = [], coming = [], unclean = [] } = move;
  const isOut = (brokerId: number): boolean => leaving.includes(brokerId) || unclean.includes(brokerId);
  for (const topic of image.topics.byId.values()) {
    const concerned = [...topic.partitions.entries()].filter(([, partition]) => concerns(partition));
    if (concerned.length === 0) continue;
    const rules = clusterRules(context, topic);
    const isUncleanElectionEnabled = configs.topic(topic.name)["unclean.leader.election.enable"];
    for (const [partitionId, partition] of concerned) {
      const change = partitionChange({
        ...rules,
        partitionId,
        partition,
        election: isUncleanElectionEnabled ? "unclean" : "online",
        isAcceptableLeader: (brokerId, directory) => {
          if (isOut(brokerId)) return false;
          if (coming.includes(brokerId)) return isOnline(image.cluster.brokers.get(brokerId), directory);
          return rules.isAcceptableLeader(brokerId, directory);
        },
        isr: partition.isr.filter((replica) => !isOut(replica)),
        uncleanReplicas: unclean,
      });
      if (change !== null) yield change;
    }
  }
}

/** Where a broker puts a replica whose directory nobody chose (KIP-858): known only where it has just one. */
export function defaultDirectoryOf(broker: BrokerRegistration | undefined): string {
  if (broker === undefined) return directoryId.unassigned;
  const [first, ...others] = broker.directories;
  if (first === undefined) return directoryId.migrating;
  return others.length === 0 ? first : directoryId.unassigned;
}

/** Whether a broker still has a directory, as far as it has said. */
export function isOnline(broker: BrokerRegistration | undefined, directory: string): boolean {
  if (broker === undefined || directory === directoryId.lost) return false;
  if (directory === directoryId.unassigned || directory === directoryId.migrating) return true;
  return broker.directories.length === 0 || broker.directories.includes(directory);
}
