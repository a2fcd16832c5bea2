import { type deleteTopics, type RequestOf, type ResponseInput, zeroUuid } from "@ottla/protocol";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import {
  type Fault,
  fault,
  maxRecordsPerRequest,
  noFault,
  ownWords,
  repeated,
  tooManyRecords,
} from "./fault.ts";

type Request = RequestOf<typeof deleteTopics>;
type Response = ResponseInput<typeof deleteTopics>;
type Result = Response["responses"][number];

/** The versions from which on a broker may say that no topic is ever deleted, and topics have ids. */
const tellsDisabledSince = 3;
const hasTopicIdsSince = 6;

/**
 * DeleteTopics: by name or by id (KIP-516), each topic by itself. One that is named twice, be it once by name and once by
 * id, is not deleted: whoever asks may not have meant what it says.
 */
export function decideDeleteTopics(request: Request, context: DecisionContext): Decision<Response> {
  const named = context.apiVersion >= hasTopicIdsSince ? request.topics : request.topicNames.map(byName);
  if (!context.configs.broker["delete.topic.enable"]) {
    const reason = fault(
      context.apiVersion < tellsDisabledSince ? "INVALID_REQUEST" : "TOPIC_DELETION_DISABLED",
    );
    return withoutRecords({ responses: named.map(({ name, topicId }) => ({ name, topicId, ...reason })) });
  }
  const { byId: topicsById, byName: topicsByName } = context.image.topics;
  const results: Result[] = [];
  const answer = (name: string | null, topicId: string, reason: Fault) =>
    results.push({ name, topicId, ...reason });

  for (const { name, topicId } of named) {
    if (name === null && topicId === zeroUuid) {
      answer(null, zeroUuid, fault("INVALID_REQUEST", "Neither topic name nor id were specified."));
    }
    if (name !== null && topicId !== zeroUuid) {
      answer(name, topicId, fault("INVALID_REQUEST", "You may not specify both topic name and topic id."));
    }
  }
  const names = named.flatMap(({ name, topicId }) => (name !== null && topicId === zeroUuid ? [name] : []));
  const ids = named.flatMap(({ name, topicId }) => (name === null && topicId !== zeroUuid ? [topicId] : []));
  const repeatedNames = repeated(names);
  const repeatedIds = repeated(ids);
  for (const name of repeatedNames) answer(name, zeroUuid, fault("INVALID_REQUEST", "Duplicate topic name."));
  for (const topicId of repeatedIds) answer(null, topicId, fault("INVALID_REQUEST", "Duplicate topic id."));

  // A name and an id may turn out to mean the same topic only now. The topics to delete, by id:
  const deletions = new Map<string, string>();
  for (const topicId of ids) {
    if (repeatedIds.has(topicId)) continue;
    const topic = topicsById.get(topicId);
    if (topic === undefined) answer(null, topicId, fault("UNKNOWN_TOPIC_ID", ownWords.unknownTopicId));
    else deletions.set(topicId, topic.name);
  }
  for (const name of names) {
    if (repeatedNames.has(name)) continue;
    const topic = topicsByName.get(name);
    if (topic === undefined) {
      answer(name, zeroUuid, fault("UNKNOWN_TOPIC_OR_PARTITION", ownWords.unknownTopicOrPartition));
    } else if (repeatedIds.has(topic.id) || deletions.has(topic.id)) {
      deletions.delete(topic.id);
      answer(
        name,
        topic.id,
        fault("INVALID_REQUEST", "The provided topic name maps to an ID that was already supplied."),
      );
    } else deletions.set(topic.id, name);
  }
  if (deletions.size > maxRecordsPerRequest) {
    return withoutRecords({
      responses: named.map(({ name, topicId }) => ({ name, topicId, ...tooManyRecords })),
    });
  }
  const records: MetadataRecordInput[] = [];
  for (const [topicId, name] of deletions) {
    records.push({ kind: "removeTopic", version: 0, value: { topicId } });
    answer(name, topicId, noFault);
  }
  return { records, response: { responses: results } };
}

function byName(name: string): Request["topics"][number] {
  return { name, topicId: zeroUuid };
}
