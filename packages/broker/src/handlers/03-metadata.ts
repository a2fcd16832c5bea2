import { invalidTopicName } from "@ottla/cluster";
import { errorCode, metadata, type RequestOf, type ResponseInput, zeroUuid } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { Refusal } from "../dispatch/refusal.ts";
import { allOperations, notAsked } from "../metadata/authorized-operations.ts";
import { aliveBrokerNodes, apparentController } from "../metadata/cluster-view.ts";
import { isInternalTopic } from "../metadata/internal-topics.ts";
import { viewTopic } from "../metadata/topic-views.ts";

type Request = RequestOf<typeof metadata>;
type TopicAnswer = ResponseInput<typeof metadata>["topics"][number];

/** From this version on topics are asked for by id as well as by name. */
const topicIdsSince = 12;
/** From this version on a leader without the client's listener is told from one that is not there. */
const missingListenerSince = 6;
/** In this version a topic whose brokers cannot all be reached is an error, and no topics are all topics. */
const oldest = 0;

/** 3 Metadata: brokers, and who leads the partitions of the topics asked for. Unknown ones may come into being. */
export const handleMetadata = handler(metadata, (request, context) => {
  const { apiVersion, broker, client } = context;
  if (request.topics !== null && apiVersion < topicIdsSince) {
    if (request.topics.some(({ name }) => name === null)) {
      return new Refusal(errorCode.INVALID_REQUEST, `Topic name can not be null for version ${apiVersion}`);
    }
    if (request.topics.some(({ topicId }) => topicId !== zeroUuid)) {
      return new Refusal(
        errorCode.INVALID_REQUEST,
        `Topic IDs are not supported in requests for version ${apiVersion}`,
      );
    }
  }
  // A topic without name and id asks for nothing that could be told.
  if (request.topics?.some(({ name, topicId }) => name === null && topicId === zeroUuid) === true) {
    return new Refusal(errorCode.UNKNOWN_SERVER_ERROR);
  }
  const topics = describeTopics(request, context);
  if (request.includeTopicAuthorizedOperations) {
    for (const topic of topics) {
      // Of an id that means nothing, nothing is told.
      if (topic.errorCode !== errorCode.UNKNOWN_TOPIC_ID)
        topic.topicAuthorizedOperations = allOperations.topic;
    }
  }
  return {
    brokers: aliveBrokerNodes(broker.image, client.listenerName),
    clusterId: broker.clusterId,
    controllerId: apparentController(broker.image),
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
      ? allOperations.cluster
      : notAsked,
    topics,
  };
});

function describeTopics(request: Request, context: RequestContext): Mutable<TopicAnswer>[] {
  const { image } = context.broker;
  if (isForAll(request, context)) {
    return Array.from(image.topics.byName.keys(), (name) => describeKnown(name, context));
  }
  const asked = request.topics ?? [];
  const ids = new Set(asked.map(({ topicId }) => topicId).filter((id) => id !== zeroUuid));
  if (ids.size > 0) return Array.from(ids, (id) => describeById(id, context));

  const names = [...new Set(asked.map(({ name }) => name ?? ""))];
  const known = names.filter((name) => image.topics.byName.has(name));
  const unknown = names.filter((name) => !image.topics.byName.has(name));
  return [
    ...known.map((name) => describeKnown(name, context)),
    ...describeUnknown(unknown, request, context),
  ];
}

function isForAll({ topics }: Request, { apiVersion }: RequestContext): boolean {
  return topics === null || (apiVersion === oldest && topics.length === 0);
}

function describeById(topicId: string, context: RequestContext): Mutable<TopicAnswer> {
  const topic = context.broker.image.topics.byId.get(topicId);
  if (topic !== undefined) return describeKnown(topic.name, context);
  return { errorCode: errorCode.UNKNOWN_TOPIC_ID, name: null, topicId, isInternal: false, partitions: [] };
}

function describeKnown(name: string, { broker, client, apiVersion }: RequestContext): Mutable<TopicAnswer> {
  const { image } = broker;
  const topic = image.topics.byName.get(name)!;
  const rules = {
    hidesUnreachable: apiVersion === oldest,
    tellsMissingListener: apiVersion >= missingListenerSince,
  };
  return {
    errorCode: errorCode.NONE,
    name,
    topicId: topic.id,
    isInternal: isInternalTopic(name),
    partitions: viewTopic(image, topic, client.listenerName, rules),
  };
}

function describeUnknown(
  names: readonly string[],
  request: Request,
  { broker }: RequestContext,
): Mutable<TopicAnswer>[] {
  if (names.length === 0) return [];
  const mayCreate = request.allowAutoTopicCreation && broker.config["auto.create.topics.enable"];
  const answers = mayCreate ? broker.autoTopics.create(names) : names.map(refuse);
  return answers.map((answer) => ({
    ...answer,
    topicId: zeroUuid,
    isInternal: isInternalTopic(answer.name),
    partitions: [],
  }));
}

function refuse(name: string): { name: string; errorCode: number } {
  const isValid = invalidTopicName(name) === null;
  return {
    name,
    errorCode: isValid ? errorCode.UNKNOWN_TOPIC_OR_PARTITION : errorCode.INVALID_TOPIC_EXCEPTION,
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
