import type { createTopics, RequestOf, ResponseInput } from "@ottla/protocol";
import type { Decision, DecisionContext } from "../controller/decision.ts";
import { withoutRecords } from "../controller/decision.ts";
import {
  type ConfigResource,
  configResourceTypes,
  isElrEnabled,
  type PartitionImage,
} from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { type ConfigChanges, changedConfigRecords, clearElrRecords } from "./config-records.ts";
import { faultOfConfigChange } from "./config-rules.ts";
import { NewTopicDescriptions } from "./described-topic.ts";
import { type Fault, fault, maxRecordsPerRequest, noFault, repeated, tooManyRecords } from "./fault.ts";
import { allFenced, invalidAssignment, newPartition, newPartitionRecord } from "./new-partitions.ts";
import { placeReplicas } from "./replica-placement.ts";
import { clusterMetadataTopic, invalidTopicName, TopicNameCollisions } from "./topic-names.ts";
import { randomUuid } from "./uuids.ts";

type Request = RequestOf<typeof createTopics>;
type Response = ResponseInput<typeof createTopics>;
type NewTopic = Request["topics"][number];
type Result = Response["topics"][number];

/** New partitions, by partition id. */
type Partitions = readonly PartitionImage[];

/** Partitions that may be asked for at once, valid or not. */
const maxPartitionsPerRequest = 10_000;

/** The version from which on the answer says what the topic is like (KIP-525). */
const describesSince = 5;

/** CreateTopics: each topic by itself is created or refused; a request that is too large is refused as a whole. */
export function decideCreateTopics(request: Request, context: DecisionContext): Decision<Response> {
  const duplicates = repeated(request.topics.map(({ name }) => name));
  const isForController = ({ name }: NewTopic) => !duplicates.has(name) && name !== clusterMetadataTopic;
  const topics = request.topics.filter(isForController);
  if (partitionCount(topics, context) > maxPartitionsPerRequest) {
    return refuseAll(
      request,
      fault("POLICY_VIOLATION", "Excessively large number of partitions per request."),
    );
  }
  if (settingCount(topics) > maxRecordsPerRequest) return refuseAll(request, tooManyRecords);
  const knowledge = {
    collisions: new TopicNameCollisions(context.image.topics),
    descriptions: new NewTopicDescriptions(context.configs),
  };
  const results: Result[] = [];
  const records: MetadataRecordInput[] = [];
  for (const topic of topics) {
    const creation = createTopic(topic, knowledge, context);
    results.push(creation.result);
    for (const record of creation.records) records.push(record);
    if (records.length > maxRecordsPerRequest) return refuseAll(request, tooManyRecords);
  }
  for (const name of duplicates) {
    results.push(refusal(name, fault("INVALID_REQUEST", "Duplicate topic name.")));
  }
  if (
    !duplicates.has(clusterMetadataTopic) &&
    request.topics.some(({ name }) => name === clusterMetadataTopic)
  ) {
    results.push(refusal(clusterMetadataTopic, clusterMetadataIsNoTopic));
  }
  return { records: request.validateOnly ? [] : records, response: { topics: results } };
}

const clusterMetadataIsNoTopic = fault(
  "INVALID_REQUEST",
  `Creation of internal topic ${clusterMetadataTopic} is prohibited.`,
);

function refuseAll(request: Request, reason: Fault): Decision<Response> {
  return withoutRecords({ topics: request.topics.map(({ name }) => refusal(name, reason)) });
}

/** As in Apache Kafka, settings are an empty list then, not null. */
function refusal(name: string, reason: Fault): Result {
  return { name, ...reason, configs: [] };
}

function partitionCount(topics: readonly NewTopic[], { configs }: DecisionContext): number {
  let count = 0;
  for (const { assignments, numPartitions } of topics) {
    if (assignments.length > 0) count += assignments.length;
    else count += numPartitions === -1 ? configs.broker["num.partitions"] : Math.max(0, numPartitions);
  }
  return count;
}

function settingCount(topics: readonly NewTopic[]): number {
  let count = 0;
  for (const { configs } of topics) count += configs.length;
  return count;
}

/** What is found out once for all topics of a request. */
interface Knowledge {
  readonly collisions: TopicNameCollisions;
  readonly descriptions: NewTopicDescriptions;
}

function createTopic(
  topic: NewTopic,
  { collisions, descriptions }: Knowledge,
  context: DecisionContext,
): { result: Result; records: MetadataRecordInput[] } {
  const resource = { type: configResourceTypes.topic, name: topic.name };
  const settings = new Map(topic.configs.map(({ name, value }) => [name, value]));
  const reason =
    faultOfName(topic.name, collisions, context) ?? faultOfConfigs(topic, resource, settings, context);
  const made = reason ?? partitionsOf(topic, context);
  if (isRefused(made)) return { result: refusal(topic.name, made), records: [] };

  const { image, random, apiVersion } = context;
  const topicId = randomUuid(random);
  const description =
    apiVersion < describesSince
      ? { configs: [] }
      : {
          numPartitions: made.length,
          replicationFactor: made[0]!.replicas.length,
          configs: descriptions.describe(settings),
        };
  const configRecords = changedConfigRecords(resource, new Map(), settings);
  const records: MetadataRecordInput[] = [
    { kind: "topic", version: 0, value: { name: topic.name, topicId } },
    ...configRecords,
    ...(isElrEnabled(image) ? clearElrRecords(configRecords) : []),
  ];
  for (const [partitionId, partition] of made.entries()) {
    records.push(newPartitionRecord(image, topicId, partitionId, partition));
  }
  return { result: { name: topic.name, topicId, ...noFault, ...description }, records };
}

function isRefused(made: Partitions | Fault): made is Fault {
  return "errorCode" in made;
}

function faultOfName(
  name: string,
  collisions: TopicNameCollisions,
  { image }: DecisionContext,
): Fault | null {
  if (image.topics.byName.has(name)) return fault("TOPIC_ALREADY_EXISTS", `Topic '${name}' already exists.`);
  const other = collisions.find(name);
  if (other !== null) {
    return fault("INVALID_TOPIC_EXCEPTION", `Topic '${name}' collides with existing topic: ${other}`);
  }
  const invalid = invalidTopicName(name);
  return invalid === null ? null : fault("INVALID_TOPIC_EXCEPTION", invalid);
}

function faultOfConfigs(
  topic: NewTopic,
  resource: ConfigResource,
  settings: ConfigChanges,
  context: DecisionContext,
): Fault | null {
  const withoutValue = topic.configs.filter(({ value }) => value === null).map(({ name }) => name);
  if (withoutValue.length > 0) {
    return fault("INVALID_CONFIG", `Null value not supported for topic configs: ${withoutValue.join(",")}`);
  }
  return settings.size === 0 ? null : faultOfConfigChange(resource, settings, context, { isNew: true });
}

function partitionsOf(topic: NewTopic, context: DecisionContext): Partitions | Fault {
  return topic.assignments.length > 0 ? assignedPartitions(topic, context) : placedPartitions(topic, context);
}

/** Partitions where whoever asks says which brokers get them. */
function assignedPartitions(topic: NewTopic, { image }: DecisionContext): Partitions | Fault {
  if (topic.replicationFactor !== -1) {
    return fault(
      "INVALID_REQUEST",
      "A manual partition assignment was specified, but replication factor was not set to -1.",
    );
  }
  if (topic.numPartitions !== -1) {
    return fault(
      "INVALID_REQUEST",
      "A manual partition assignment was specified, but numPartitions was not set to -1.",
    );
  }
  const byId = new Map<number, PartitionImage>();
  let replicationFactor: number | null = null;
  for (const { partitionIndex, brokerIds } of topic.assignments) {
    if (byId.has(partitionIndex)) {
      return invalidReplicas(`Found multiple manual partition assignments for partition ${partitionIndex}`);
    }
    const reason = invalidAssignment(image, brokerIds, replicationFactor);
    if (reason !== null) return reason;
    replicationFactor = brokerIds.length;
    const partition = newPartition(image, brokerIds);
    if (partition === null) return allFenced(partitionIndex);
    byId.set(partitionIndex, partition);
  }
  const partitions: PartitionImage[] = [];
  for (let partitionId = 0; partitionId < byId.size; partitionId++) {
    const partition = byId.get(partitionId);
    if (partition === undefined) {
      return invalidReplicas("partitions should be a consecutive 0-based integer sequence");
    }
    partitions.push(partition);
  }
  return partitions;
}

function invalidReplicas(message: string): Fault {
  return fault("INVALID_REPLICA_ASSIGNMENT", message);
}

/** Partitions where the controller chooses the brokers. */
function placedPartitions(topic: NewTopic, { image, configs, random }: DecisionContext): Partitions | Fault {
  if (topic.replicationFactor < -1 || topic.replicationFactor === 0) {
    return fault(
      "INVALID_REPLICATION_FACTOR",
      "Replication factor must be larger than 0, or -1 to use the default value.",
    );
  }
  if (topic.numPartitions < -1 || topic.numPartitions === 0) {
    return fault("INVALID_PARTITIONS", "Number of partitions was set to an invalid non-positive value.");
  }
  const replicationFactor =
    topic.replicationFactor === -1 ? configs.broker["default.replication.factor"] : topic.replicationFactor;
  const partitionCount = topic.numPartitions === -1 ? configs.broker["num.partitions"] : topic.numPartitions;
  const refused = (reason: string) =>
    fault(
      "INVALID_REPLICATION_FACTOR",
      `Unable to replicate the partition ${replicationFactor} time(s): ${reason}`,
    );
  const placement = placeReplicas(
    image.cluster.brokers.values(),
    { partitionCount, replicationFactor, isClamped: configs.broker["test.clamp.replication.factor"] },
    random,
  );
  if ("fault" in placement) return refused(placement.fault.errorMessage!);
  const partitions: PartitionImage[] = [];
  for (const replicas of placement.replicas) {
    const partition = newPartition(image, replicas);
    if (partition === null) return refused("All brokers are currently fenced or in controlled shutdown.");
    partitions.push(partition);
  }
  return partitions;
}
