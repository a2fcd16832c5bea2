import {
  errorCode,
  type offsetCommit,
  type RequestOf,
  type ResponseInput,
  type txnOffsetCommit,
  zeroUuid,
} from "@ottla/protocol";
import { type CommitRequest, type CommitResponse, commitOffsets } from "../offsets/commit.ts";
import type { ClusterTopics } from "../runtime/cluster-topics.ts";
import type { Transaction } from "../runtime/pending-batch.ts";
import { PartitionResults } from "./partition-results.ts";
import type { GroupRouter, RequestOrigin } from "./request-origin.ts";

type Topic = CommitRequest["topics"][number];

/** From this version on topics are named by their ids (KIP-848). */
const topicIdsSince = 10;

/** 8 OffsetCommit. Resolves when the offsets are committed to the log. */
export async function answerOffsetCommit(
  router: GroupRouter,
  request: RequestOf<typeof offsetCommit>,
  origin: RequestOrigin,
): Promise<ResponseInput<typeof offsetCommit>> {
  const { apiVersion } = origin;
  const results = new PartitionResults();
  const named = request.topics.map((topic) => ({
    ...topic,
    ...identify(router.topics, topic, apiVersion >= topicIdsSince),
  }));
  const unknownTopic =
    apiVersion >= topicIdsSince ? errorCode.UNKNOWN_TOPIC_ID : errorCode.UNKNOWN_TOPIC_OR_PARTITION;
  const topics = keepExisting(router.topics, named, results, unknownTopic);
  await commit(router, { ...request, apiVersion, isTransactional: false, topics }, results);
  return { topics: results.topics };
}

/**
 * 28 TxnOffsetCommit: the offsets count when the transaction commits. Whether the producer may take part in it is asked
 * of the transaction coordinator before.
 */
export async function answerTxnOffsetCommit(
  router: GroupRouter,
  request: RequestOf<typeof txnOffsetCommit>,
  origin: RequestOrigin,
): Promise<ResponseInput<typeof txnOffsetCommit>> {
  const { producerId, producerEpoch, groupId } = request;
  const results = new PartitionResults();
  const named = request.topics.map((topic) => ({ ...topic, ...identify(router.topics, topic, false) }));
  const topics = keepExisting(router.topics, named, results, errorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const commitRequest = {
    ...request,
    generationIdOrMemberEpoch: request.generationId,
    retentionTimeMs: -1,
    apiVersion: origin.apiVersion,
    isTransactional: true,
    topics,
  };
  if (groupId === "") addAll(results, topics, errorCode.INVALID_GROUP_ID);
  else await commit(router, commitRequest, results, { producerId, producerEpoch });
  return { topics: results.topics };
}

async function commit(
  router: GroupRouter,
  request: CommitRequest,
  results: PartitionResults,
  transaction?: Transaction,
): Promise<void> {
  if (request.topics.length === 0) return;
  const response = await router.decide<CommitResponse>(
    request.groupId,
    (turn, caller) => turn.answer(caller, commitOffsets(turn, request)),
    (code) => ({ errorCode: code }),
    transaction,
  );
  const resultOf = results.forGroup();
  request.topics.forEach((topic, topicIndex) => {
    const result = resultOf(topic);
    topic.partitions.forEach(({ partitionIndex }, index) => {
      const code =
        "partitionErrorCodes" in response
          ? response.partitionErrorCodes[topicIndex]![index]!
          : response.errorCode;
      result.partitions.push({ partitionIndex, errorCode: code });
    });
  });
}

function addAll(results: PartitionResults, topics: readonly Topic[], code: number): void {
  for (const topic of topics) {
    for (const { partitionIndex } of topic.partitions) results.add(topic, partitionIndex, code);
  }
}

/** Name and id of a topic, of which the request has one. An id that nobody knows has no name. */
export function identify(
  topics: ClusterTopics,
  { name, topicId }: { readonly name: string; readonly topicId?: string },
  isById: boolean,
): { name: string; topicId: string } {
  if (!isById) return { name, topicId: topics.byName(name)?.topicId ?? zeroUuid };
  return { name: topics.byId(topicId ?? zeroUuid)?.name ?? "", topicId: topicId ?? zeroUuid };
}

/** Refuses topics and partitions that do not exist, and returns the others. */
function keepExisting(
  topics: ClusterTopics,
  requested: readonly Topic[],
  results: PartitionResults,
  unknownTopic: number,
): Topic[] {
  const existing: Topic[] = [];
  for (const topic of requested) {
    const known = topic.name === "" ? null : topics.byName(topic.name);
    const partitionCount = known?.partitionCount ?? 0;
    if (known === null) results.addTopic(topic); // even where nothing of it is asked for
    const refused = known === null ? unknownTopic : errorCode.UNKNOWN_TOPIC_OR_PARTITION;
    const partitions = topic.partitions.filter(({ partitionIndex }) => {
      const isThere = partitionIndex >= 0 && partitionIndex < partitionCount;
      if (!isThere) results.add(topic, partitionIndex, refused);
      return isThere;
    });
    if (partitions.length > 0) existing.push({ ...topic, partitions });
  }
  return existing;
}
