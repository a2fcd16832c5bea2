import { isActive } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import { clusterRules } from "./leadership.ts";
import { partitionChange } from "./partition-change.ts";

/** Replicas of a partition that have everything that its leader has. */
export interface ReplicasInSync {
  readonly topicId: string;
  readonly partition: number;
  /** Broker ids. */
  readonly replicas: readonly number[];
}

/**
 * What a leader tells of its followers (AlterPartition, KIP-497): they join the ISR where they may lead, and a reassignment that
 * waited for them ends. What is not there any more, or known already, is passed over.
 */
export function decideJoinInSync(
  caughtUp: readonly ReplicasInSync[],
  context: DecisionContext,
): Decision<void> {
  const { topics, cluster } = context.image;
  const records: MetadataRecordInput[] = [];
  for (const { topicId, partition: partitionId, replicas } of caughtUp) {
    const topic = topics.byId.get(topicId);
    const partition = topic?.partitions[partitionId];
    if (topic === undefined || partition === undefined) continue;
    // Whoever leads is in the ISR; where nobody does, nobody can tell.
    if (!partition.isr.includes(partition.leader)) continue;
    const joining = partition.replicas.filter(
      (id) => replicas.includes(id) && !partition.isr.includes(id) && isActive(cluster.brokers.get(id)),
    );
    if (joining.length === 0) continue;
    const change = partitionChange({
      ...clusterRules(context, topic),
      partitionId,
      partition,
      election: "online",
      isr: [...partition.isr, ...joining],
    });
    if (change !== null) records.push(change);
  }
  return { records, response: undefined };
}
