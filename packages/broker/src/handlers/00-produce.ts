import { errorCode, produce, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { Slices } from "@ottla/runtime";
import { handler, type Reply, type RequestContext } from "../dispatch/handler.ts";
import { brokerNodes } from "../metadata/cluster-view.ts";
import { type AppendedPartition, appendProduced, isTransactional } from "../produce/append-produced.ts";
import { producedError } from "../produce/refusal-answer.ts";
import { settle } from "../produce/settle.ts";

type ProduceRequest = RequestOf<typeof produce>;
type ProduceReply = ResponseInput<typeof produce>;
type TopicRequest = ProduceRequest["topicData"][number];

/** Nobody but the owner of a transactional id may write in a transaction. */
const noTransactionalId = errorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
/** With `acks=0` the producer expects no answer. */
const noAcks = 0;
/**
 * The producer's timeout is for other replicas, of which there are none: Apache Kafka has the records in its page cache
 * before it begins to wait. Here it ends the wait for a disk that hangs, and is not taken for shorter than this.
 */
const shortestTimeoutMs = 1000;

/** So many partitions at most are appended to without a turn for others. It takes some ten microseconds for each. */
const mostAtOnce = 1000;

/**
 * 0 Produce: appends records. They have their offsets when this returns, so the connection's next request may begin; the
 * answer follows when they are written. A request for very many partitions has the connection to itself instead.
 *
 * ApiVersions says 0 where 3 is meant, as Apache Kafka's does: librdkafka would take the lack of older versions for the lack
 * of everything (KAFKA-18659).
 */
export const handleProduce = handler(
  produce,
  (request, context) => {
    if (request.transactionalId === null && hasTransactionalRecords(request)) {
      return request.acks === noAcks ? "disconnect" : refuseAll(request, noTransactionalId);
    }
    const topics = distinctPartitions(request.topicData);
    if (!takesEffectAtOnce(request)) {
      return appendInSlices(topics, request, context).then((appended) =>
        answerWhenWritten(topics, appended, request, context),
      );
    }
    const appended = topics.flatMap((topic) =>
      topic.partitionData.map((partition) => appendProduced(topic, partition, request, context)),
    );
    return answerWhenWritten(topics, appended, request, context);
  },
  { advertised: [0, produce.stableVersions[1]], takesEffectAtOnce },
);

function takesEffectAtOnce({ topicData }: ProduceRequest): boolean {
  let count = 0;
  for (const { partitionData } of topicData) count += partitionData.length;
  return count <= mostAtOnce;
}

async function appendInSlices(
  topics: readonly TopicRequest[],
  request: ProduceRequest,
  context: RequestContext,
): Promise<AppendedPartition[]> {
  const slices = new Slices(context.broker.clock);
  const appended: AppendedPartition[] = [];
  for (const topic of topics) {
    for (const partition of topic.partitionData) {
      appended.push(appendProduced(topic, partition, request, context));
      if (slices.isOver) await slices.next();
    }
  }
  return appended;
}

function answerWhenWritten(
  topics: readonly TopicRequest[],
  appended: readonly AppendedPartition[],
  request: ProduceRequest,
  context: RequestContext,
): Reply<typeof produce> | Promise<Reply<typeof produce>> {
  if (request.acks === noAcks) return withoutAnswer(appended);
  if (appended.every(({ written }) => written === null)) {
    return replyOf(
      topics,
      appended.map(({ answer }) => answer),
      context,
    );
  }
  const timeoutMs = Math.max(request.timeoutMs, shortestTimeoutMs);
  return settle(appended, { clock: context.broker.clock, timeoutMs }).then((answers) =>
    replyOf(topics, answers, context),
  );
}

function refuseAll({ topicData }: ProduceRequest, code: number): ProduceReply {
  const responses = topicData.map(({ name, topicId, partitionData }) => ({
    name,
    topicId,
    partitionResponses: partitionData.map(({ index }) => producedError(index, code)),
  }));
  return { responses };
}

/** Any error ends the connection, for there is no other way to tell. What was appended still counts as in work until it is written. */
function withoutAnswer(
  appended: readonly AppendedPartition[],
): "no answer" | "disconnect" | Promise<"no answer" | "disconnect"> {
  if (appended.some(({ answer }) => answer.errorCode !== errorCode.NONE)) return "disconnect";
  return Promise.all(appended.flatMap(({ written }) => written ?? [])).then(
    () => "no answer",
    () => "disconnect",
  );
}

function replyOf(
  topics: readonly TopicRequest[],
  answers: readonly ProduceReply["responses"][number]["partitionResponses"][number][],
  { broker, client }: RequestContext,
): ProduceReply {
  let position = 0;
  const responses = topics.map(({ name, topicId, partitionData }) => {
    const from = position;
    position += partitionData.length;
    return { name, topicId, partitionResponses: answers.slice(from, position) };
  });
  if (answers.every(({ currentLeader }) => currentLeader === undefined)) return { responses };
  const leaders = new Set(answers.flatMap(({ currentLeader }) => currentLeader?.leaderId ?? []));
  const nodeEndpoints = brokerNodes(broker.image, client.listenerName)
    .filter(({ nodeId }) => leaders.has(nodeId))
    .map(({ nodeId, host, port, rack }) => ({ nodeId, host, port, rack }));
  return { responses, nodeEndpoints };
}

function hasTransactionalRecords({ topicData }: ProduceRequest): boolean {
  return topicData.some(({ partitionData }) =>
    partitionData.some(({ records }) => records !== null && isTransactional(records)),
  );
}

/**
 * A topic that is named twice is one topic; of a partition that is named twice, what is named last is meant. A topic without
 * partitions has no answer.
 */
function distinctPartitions(topics: readonly TopicRequest[]): readonly TopicRequest[] {
  if (topics.length === 1 && topics[0]!.partitionData.length === 1) return topics;
  const partitionsOf = new Map<string, Map<number, TopicRequest["partitionData"][number]>>();
  const distinct = new Map<string, TopicRequest>();
  for (const topic of topics) {
    const key = `${topic.topicId} ${topic.name}`;
    let partitions = partitionsOf.get(key);
    if (partitions === undefined) {
      partitions = new Map();
      partitionsOf.set(key, partitions);
      distinct.set(key, topic);
    }
    for (const partition of topic.partitionData) partitions.set(partition.index, partition);
  }
  return Array.from(distinct, ([key, topic]) => ({
    ...topic,
    partitionData: [...(partitionsOf.get(key)?.values() ?? [])],
  })).filter(({ partitionData }) => partitionData.length > 0);
}
