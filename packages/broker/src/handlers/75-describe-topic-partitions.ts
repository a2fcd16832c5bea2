import { invalidTopicName } from "@ottla/cluster";
import {
  describeTopicPartitions,
  errorCode,
  type RequestOf,
  type ResponseInput,
  zeroUuid,
} from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { Refusal } from "../dispatch/refusal.ts";
import { allOperations } from "../metadata/authorized-operations.ts";
import { viewPartition } from "../metadata/cluster-view.ts";
import { isInternalTopic } from "../metadata/internal-topics.ts";

type Request = RequestOf<typeof describeTopicPartitions>;
type Response = ResponseInput<typeof describeTopicPartitions>;
type Topic = Response["topics"][number];

/** Brokers that cannot be reached are told like any other. */
const rules = { hidesUnreachable: false, tellsMissingListener: false };

/** 75 DescribeTopicPartitions: partitions of topics in the order of names, page by page (KIP-966). */
export const handleDescribeTopicPartitions = handler(describeTopicPartitions, (request, context) => {
  const { cursor } = request;
  const isForAll = request.topics.length === 0;
  const names = new Set(
    isForAll ? context.broker.image.topics.byName.keys() : request.topics.map(({ name }) => name),
  );
  if (cursor !== null && !isForAll && !names.has(cursor.topicName)) {
    return new Refusal(
      errorCode.INVALID_REQUEST,
      `DescribeTopicPartitionsRequest topic list should contain the cursor topic: ${cursor.topicName}`,
    );
  }
  if (cursor !== null && cursor.partitionIndex < 0) {
    return new Refusal(
      errorCode.INVALID_REQUEST,
      `DescribeTopicPartitionsRequest cursor partition must be valid: ${JSON.stringify(cursor)}`,
    );
  }
  const first = cursor?.topicName ?? "";
  const answer = page([...names].filter((name) => name >= first).toSorted(byCodeUnits), request, context);
  // Apache Kafka fails at a topic without a name, unless it is where to go on.
  const isNameless = cursor === null && answer.topics.some(({ name }) => name === "");
  return isNameless ? new Refusal(errorCode.UNKNOWN_SERVER_ERROR) : answer;
});

function page(
  names: readonly string[],
  { topics, cursor, responsePartitionLimit }: Request,
  context: RequestContext,
): Response {
  const isForAll = topics.length === 0;
  const most = context.broker.config["max.request.partition.size.limit"];
  let rest = Math.max(1, Math.min(most, responsePartitionLimit));
  const answers: Topic[] = [];
  for (const name of names) {
    // All before it is told; whether it exists is for the next page to say.
    if (rest === 0) return { topics: answers, nextCursor: { topicName: name, partitionIndex: 0 } };
    const start = name === cursor?.topicName ? cursor.partitionIndex : 0;
    const topic = describe(name, start, rest, context);
    if (topic === null) {
      if (!isForAll) answers.push(refuse(name));
      continue;
    }
    answers.push(topic.answer);
    if (topic.next !== null) {
      return { topics: answers, nextCursor: { topicName: name, partitionIndex: topic.next } };
    }
    rest -= topic.answer.partitions.length;
  }
  return { topics: answers, nextCursor: null };
}

function describe(
  name: string,
  start: number,
  most: number,
  { broker: { image }, client }: RequestContext,
): { answer: Topic; next: number | null } | null {
  const topic = image.topics.byName.get(name);
  if (topic === undefined) return null;
  const end = Math.min(topic.partitions.length, start + most);
  return {
    answer: {
      errorCode: errorCode.NONE,
      name,
      topicId: topic.id,
      isInternal: isInternalTopic(name),
      partitions: topic.partitions.slice(start, end).map((partition, index) => ({
        ...viewPartition(image, partition, client.listenerName, rules),
        errorCode: errorCode.NONE,
        partitionIndex: start + index,
        eligibleLeaderReplicas: [...partition.elr],
        lastKnownElr: [...partition.lastKnownElr],
      })),
      topicAuthorizedOperations: allOperations.topic,
    },
    next: end < topic.partitions.length ? end : null,
  };
}

function refuse(name: string): Topic {
  const isValid = invalidTopicName(name) === null;
  return {
    errorCode: isValid ? errorCode.UNKNOWN_TOPIC_OR_PARTITION : errorCode.INVALID_TOPIC_EXCEPTION,
    name,
    topicId: zeroUuid,
    isInternal: isInternalTopic(name),
    partitions: [],
    topicAuthorizedOperations: allOperations.topic,
  };
}

/** As Java orders strings. */
function byCodeUnits(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
