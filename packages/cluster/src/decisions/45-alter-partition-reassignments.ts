import {
  type alterPartitionReassignments,
  errorCode,
  type RequestOf,
  type ResponseInput,
} from "@ottla/protocol";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { clusterRules } from "../controller/leadership.ts";
import { partitionChange } from "../controller/partition-change.ts";
import { isReassigning, type PartitionImage, type TopicImage } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { type Fault, fault, maxRecordsPerRequest, noFault, tooManyRecords } from "./fault.ts";
import { invalidAssignment } from "./new-partitions.ts";

type Request = RequestOf<typeof alterPartitionReassignments>;
type Response = ResponseInput<typeof alterPartitionReassignments>;
type Wish = Request["topics"][number]["partitions"][number];

/** A partition on its way, and nothing to do where the record is null. */
type Move = { readonly record: MetadataRecordInput | null };

/** AlterPartitionReassignments: partitions move to other brokers, or stay where they were after all (KIP-455). */
export function decideAlterPartitionReassignments(
  request: Request,
  context: DecisionContext,
): Decision<Response> {
  const records: MetadataRecordInput[] = [];
  const responses = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((wish) => {
      const moved = move(name, wish, request.allowReplicationFactorChange, context);
      if ("record" in moved && moved.record !== null) records.push(moved.record);
      return { partitionIndex: wish.partitionIndex, ...("record" in moved ? noFault : moved) };
    }),
  }));
  if (records.length > maxRecordsPerRequest) return withoutRecords({ ...tooManyRecords, responses: [] });
  const { allowReplicationFactorChange } = request;
  const response = {
    errorCode: errorCode.NONE,
    // Nothing was asked: Apache Kafka leaves all fields at their defaults then.
    errorMessage: responses.length === 0 ? "" : null,
    ...(context.apiVersion >= 1 && responses.length > 0 ? { allowReplicationFactorChange } : {}),
    responses,
  };
  return { records, response };
}

function move(name: string, wish: Wish, mayChangeFactor: boolean, context: DecisionContext): Move | Fault {
  const topic = context.image.topics.byName.get(name);
  if (topic === undefined)
    return fault("UNKNOWN_TOPIC_OR_PARTITION", `Unable to find a topic named ${name}.`);
  const { partitionIndex, replicas } = wish;
  const partition = topic.partitions[partitionIndex];
  if (partition === undefined) {
    return fault("UNKNOWN_TOPIC_OR_PARTITION", `Unable to find partition ${name}:${partitionIndex}.`);
  }
  if (replicas === null) return cancel(topic, partitionIndex, partition, context);
  const reason = invalidAssignment(context.image, replicas, null);
  if (reason !== null) return reason;
  // Of the move that is under way, if there is one.
  const currentFactor = withoutAll(partition.replicas, partition.removingReplicas).length;
  if (!mayChangeFactor && replicas.length !== currentFactor) {
    return fault(
      "INVALID_REPLICATION_FACTOR",
      `The replication factor is changed from ${currentFactor} to ${replicas.length}`,
    );
  }
  return start(topic, partitionIndex, partition, replicas, context);
}

/** New replicas join first; those that go leave once the new ones are in sync. */
function start(
  topic: TopicImage,
  partitionId: number,
  partition: PartitionImage,
  replicas: readonly number[],
  context: DecisionContext,
): Move {
  const removingReplicas = withoutAll(partition.replicas, replicas).toSorted(ascending);
  const addingReplicas = withoutAll(replicas, partition.replicas).toSorted(ascending);
  const record = partitionChange({
    ...clusterRules(context, topic),
    partitionId,
    partition,
    election: "online",
    replicas: [...replicas, ...removingReplicas],
    // A move that was under way goes on as before where the new one neither adds nor removes.
    ...(removingReplicas.length > 0 ? { removingReplicas } : {}),
    ...(addingReplicas.length > 0 ? { addingReplicas } : {}),
  });
  return { record };
}

/** Back to the replicas from before the move. */
function cancel(
  topic: TopicImage,
  partitionId: number,
  partition: PartitionImage,
  context: DecisionContext,
): Move | Fault {
  if (!isReassigning(partition)) return fault("NO_REASSIGNMENT_IN_PROGRESS");
  const replicas = withoutAll(partition.replicas, partition.addingReplicas);
  const [first] = replicas;
  const isr = withoutAll(partition.isr, partition.addingReplicas);
  const mayElectUncleanly = context.configs.topic(topic.name)["unclean.leader.election.enable"];
  if (isr.length === 0) {
    if (first === undefined) {
      const message = "Invalid replica assignment: addingReplicas contains all replicas.";
      return fault("INVALID_REPLICA_ASSIGNMENT", message);
    }
    // Nobody from before is in sync: whoever leads then may lack what has been acknowledged.
    if (!mayElectUncleanly) {
      return fault(
        "INVALID_REPLICA_ASSIGNMENT",
        `Unable to revert partition assignment for ${topic.name}:${partitionId} because it would require an unclean ` +
          "leader election.",
      );
    }
    isr.push(first);
  }
  const record = partitionChange({
    ...clusterRules(context, topic),
    partitionId,
    partition,
    election: mayElectUncleanly ? "unclean" : "online",
    isr,
    replicas,
    addingReplicas: [],
    removingReplicas: [],
  });
  return { record };
}

function withoutAll(replicas: readonly number[], unwanted: readonly number[]): number[] {
  return replicas.filter((replica) => !unwanted.includes(replica));
}

function ascending(left: number, right: number): number {
  return left - right;
}
