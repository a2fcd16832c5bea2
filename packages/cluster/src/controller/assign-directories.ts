import type { MetadataRecordInput } from "../records/index.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import { clusterRules } from "./leadership.ts";
import { partitionChange } from "./partition-change.ts";

/** In which log directory a broker has its replica of a partition. */
export interface DirectoryAssignment {
  readonly topicId: string;
  readonly partition: number;
  readonly directoryId: string;
}

/**
 * A broker tells where it has put replicas whose directory nobody chose (KIP-858, AssignReplicasToDirs): so the controller
 * knows which partitions go with a directory that fails. What is not there any more, or is known already, is passed over.
 */
export function decideAssignDirectories(
  brokerId: number,
  assignments: readonly DirectoryAssignment[],
  context: DecisionContext,
): Decision<void> {
  const records: MetadataRecordInput[] = [];
  for (const { topicId, partition: partitionId, directoryId } of assignments) {
    const topic = context.image.topics.byId.get(topicId);
    const partition = topic?.partitions[partitionId];
    if (topic === undefined || partition === undefined || !partition.replicas.includes(brokerId)) continue;
    const change = partitionChange({
      ...clusterRules(context, topic),
      partitionId,
      partition,
      election: "online",
      directories: new Map([[brokerId, directoryId]]),
    });
    if (change !== null) records.push(change);
  }
  return { records, response: undefined };
}
