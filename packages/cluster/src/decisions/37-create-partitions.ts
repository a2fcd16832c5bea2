import type { createPartitions, RequestOf, ResponseInput } from "@ottla/protocol";
import type { Decision, DecisionContext } from "../controller/decision.ts";
import type { PartitionImage, TopicImage } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { type Fault, fault, maxRecordsPerRequest, noFault, repeated } from "./fault.ts";
import { allFenced, invalidAssignment, newPartition, newPartitionRecord } from "./new-partitions.ts";
import { placeReplicas } from "./replica-placement.ts";

type Request = RequestOf<typeof createPartitions>;
type Response = ResponseInput<typeof createPartitions>;
type Result = Response["results"][number];
type Growth = Request["topics"][number];

/** CreatePartitions: more partitions for each topic, or none where something is wrong with it. */
export function decideCreatePartitions(request: Request, context: DecisionContext): Decision<Response> {
  const duplicates = repeated(request.topics.map(({ name }) => name));
  const results: Result[] = [];
  const records: MetadataRecordInput[] = [];
  for (const name of duplicates) {
    results.push({ name, ...fault("INVALID_REQUEST", "Duplicate topic name.") });
  }
  for (const growth of request.topics) {
    const { name, count } = growth;
    if (duplicates.has(name)) continue;
    const topic = context.image.topics.byName.get(name);
    const added =
      topic === undefined
        ? fault("UNKNOWN_TOPIC_OR_PARTITION")
        : count - topic.partitions.length > maxRecordsPerRequest - records.length
          ? tooManyPartitions
          : newPartitionsOf(topic, growth, context);
    if ("errorCode" in added) {
      results.push({ name, ...added });
      continue;
    }
    const firstId = topic!.partitions.length;
    for (const [index, partition] of added.entries()) {
      records.push(newPartitionRecord(context.image, topic!.id, firstId + index, partition));
    }
    results.push({ name, ...noFault });
  }
  return { records: request.validateOnly ? [] : records, response: { results } };
}

/**
 * Apache Kafka runs into its limit of records here as into an unforeseen one, and answers so. (It also keeps what it made
 * until then, and stalls on it; a topic grows as asked for here, or not at all.)
 */
const tooManyPartitions = fault("UNKNOWN_SERVER_ERROR");

function newPartitionsOf(
  topic: TopicImage,
  growth: Growth,
  context: DecisionContext,
): readonly PartitionImage[] | Fault {
  const current = topic.partitions.length;
  if (growth.count === current)
    return fault("INVALID_PARTITIONS", `Topic already has ${current} partition(s).`);
  if (growth.count < current) {
    return fault(
      "INVALID_PARTITIONS",
      `The topic ${topic.name} currently has ${current} partition(s); ${growth.count} would not be an increase.`,
    );
  }
  return growth.assignments === null
    ? placed(topic, growth.count - current, context)
    : assigned(topic, growth.count - current, growth.assignments, context);
}

/** The brokers are chosen by whoever asks. */
function assigned(
  topic: TopicImage,
  additional: number,
  assignments: NonNullable<Growth["assignments"]>,
  { image }: DecisionContext,
): readonly PartitionImage[] | Fault {
  if (assignments.length !== additional) {
    return fault(
      "INVALID_REPLICA_ASSIGNMENT",
      `Attempted to add ${additional} additional partition(s), but only ${assignments.length} assignment(s) were ` +
        "specified.",
    );
  }
  const partitions: PartitionImage[] = [];
  for (const { brokerIds } of assignments) {
    const reason = invalidAssignment(image, brokerIds, replicationFactorOf(topic));
    if (reason !== null) return reason;
    const partition = newPartition(image, brokerIds);
    if (partition === null) return allFenced(topic.partitions.length + partitions.length);
    partitions.push(partition);
  }
  return partitions;
}

/** The brokers are chosen here. */
function placed(
  topic: TopicImage,
  partitionCount: number,
  { image, random }: DecisionContext,
): readonly PartitionImage[] | Fault {
  const replicationFactor = replicationFactorOf(topic);
  const placement = placeReplicas(
    image.cluster.brokers.values(),
    { partitionCount, replicationFactor },
    random,
  );
  if ("fault" in placement) return placement.fault;
  const partitions: PartitionImage[] = [];
  for (const replicas of placement.replicas) {
    const partition = newPartition(image, replicas);
    if (partition === null) {
      return fault(
        "INVALID_REPLICATION_FACTOR",
        `Unable to replicate the partition ${replicationFactor} time(s): All brokers are currently fenced or in ` +
          "controlled shutdown.",
      );
    }
    partitions.push(partition);
  }
  return partitions;
}

function replicationFactorOf(topic: TopicImage): number {
  return topic.partitions[0]!.replicas.length;
}
