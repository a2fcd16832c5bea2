import { errorCode, type offsetFetch, type RequestOf, type ResponseInput, zeroUuid } from "@ottla/protocol";
import {
  type FetchedOffset,
  type FetchedOffsets,
  type FetchOffsetsRequest,
  fetchOffsets,
} from "../offsets/fetch.ts";
import { identify } from "./offset-commit.ts";
import type { GroupRouter, RequestOrigin } from "./request-origin.ts";

type GroupRequest = RequestOf<typeof offsetFetch>["groups"][number];
type GroupResponse = NonNullable<ResponseInput<typeof offsetFetch>["groups"]>[number];

/** From this version on a request asks for several groups. */
const groupsSince = 8;
/** From this version on topics are named by their ids. */
const topicIdsSince = 10;
/** From this version on there is an error code for the whole, not only one for each partition. */
const groupErrorSince = 2;

/** 9 OffsetFetch. */
export async function answerOffsetFetch(
  router: GroupRouter,
  request: RequestOf<typeof offsetFetch>,
  origin: RequestOrigin,
): Promise<ResponseInput<typeof offsetFetch>> {
  const { apiVersion } = origin;
  const { requireStable } = request;
  if (apiVersion >= groupsSince) {
    const fetchOne = (group: GroupRequest) => fetchGroup(router, group, requireStable, apiVersion);
    return { groups: await Promise.all(request.groups.map(fetchOne)) };
  }
  const topics =
    request.topics?.map(({ name, partitionIndexes }) => ({ name, topicId: zeroUuid, partitionIndexes })) ??
    null;
  const group = { groupId: request.groupId, memberId: null, memberEpoch: -1, topics };
  const response = await fetchGroup(router, group, requireStable, apiVersion);
  const code = response.errorCode ?? errorCode.NONE;
  if (code === errorCode.NONE || apiVersion >= groupErrorSince)
    return { errorCode: code, topics: named(response) };
  return {
    topics: (topics ?? []).map(({ name, partitionIndexes }) => failedTopic(name, partitionIndexes, code)),
  };
}

async function fetchGroup(
  router: GroupRouter,
  request: GroupRequest,
  requireStable: boolean,
  apiVersion: number,
): Promise<GroupResponse> {
  const { groupId } = request;
  const isById = apiVersion >= topicIdsSince;
  const topics =
    request.topics?.map((topic) => ({
      ...identify(router.topics, topic, isById),
      partitionIndexes: topic.partitionIndexes,
    })) ?? null;
  const machineRequest: FetchOffsetsRequest = {
    ...request,
    topics: topics?.filter(({ name }) => !isById || name !== "") ?? null,
    requireStable,
  };
  const fetched = await router.ask<FetchedOffsets>(
    groupId,
    (turn) => fetchOffsets(turn.state, machineRequest),
    (code) => ({ errorCode: code, topics: [] }),
  );
  if (fetched.errorCode !== errorCode.NONE) return { groupId, errorCode: fetched.errorCode, topics: [] };
  const unknown = isById ? (topics?.filter(({ name }) => name === "") ?? []) : [];
  return {
    groupId,
    errorCode: errorCode.NONE,
    topics: [
      // A topic that is gone has no id that could name it.
      ...fetched.topics
        .filter(({ topicId }) => !isById || topicId !== zeroUuid)
        .map((topic) => ({ ...topic, partitions: [...topic.partitions] })),
      ...unknown.map(({ topicId, partitionIndexes }) => ({
        topicId,
        partitions: partitionIndexes.map((partition) => failed(partition, errorCode.UNKNOWN_TOPIC_ID)),
      })),
    ],
  };
}

function named(response: GroupResponse): NonNullable<ResponseInput<typeof offsetFetch>["topics"]> {
  return response.topics.map(({ name = "", partitions }) => ({ name, partitions }));
}

function failedTopic(name: string, partitionIndexes: readonly number[], code: number) {
  return { name, partitions: partitionIndexes.map((partition) => failed(partition, code)) };
}

function failed(partitionIndex: number, code: number): FetchedOffset {
  return { partitionIndex, committedOffset: -1, committedLeaderEpoch: -1, metadata: "", errorCode: code };
}
