import { errorCode, zeroUuid } from "@ottla/protocol";
import { protocolOf } from "../protocols.ts";
import type { GroupCoordinatorState } from "../runtime/state.ts";
import type { CommittedOffset } from "./offset-store.ts";

/** OffsetFetch for one group, as the machine takes it. */
export interface FetchOffsetsRequest {
  readonly groupId: string;
  /** Null and -1 before v9 (KIP-848), and from whoever is no member. */
  readonly memberId: string | null;
  readonly memberEpoch: number;
  /** Null: all topics that the group has offsets for. */
  readonly topics:
    | readonly {
        readonly name: string;
        readonly topicId: string;
        readonly partitionIndexes: readonly number[];
      }[]
    | null;
  /** Offsets that an open transaction may change are an error, not an answer (KIP-447). */
  readonly requireStable: boolean;
}

export interface FetchedOffsets {
  readonly errorCode: number;
  readonly topics: readonly {
    readonly name: string;
    readonly topicId: string;
    readonly partitions: readonly FetchedOffset[];
  }[];
}

export interface FetchedOffset {
  readonly partitionIndex: number;
  /** -1: none is committed. */
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly metadata: string;
  readonly errorCode: number;
}

/** Tells how far a group has read. */
export function fetchOffsets(state: GroupCoordinatorState, request: FetchOffsetsRequest): FetchedOffsets {
  const group = state.groups.get(request.groupId);
  if (group !== undefined) {
    const code = protocolOf(group).checkOffsetFetch(group, request);
    if (code !== errorCode.NONE) return { errorCode: code, topics: [] };
  }
  // A group that is not there has no offsets, which is no error.
  return {
    errorCode: errorCode.NONE,
    topics: request.topics === null ? allTopics(state, request) : givenTopics(state, request.topics, request),
  };
}

function givenTopics(
  state: GroupCoordinatorState,
  topics: NonNullable<FetchOffsetsRequest["topics"]>,
  request: FetchOffsetsRequest,
): FetchedOffsets["topics"] {
  const offsets = state.offsets.ofGroup(request.groupId);
  return topics.map(({ name, topicId, partitionIndexes }) => ({
    name,
    topicId,
    partitions: partitionIndexes.map((partition) => {
      const offset = offsets.get(name)?.get(partition);
      // What was committed for a topic that had this name before says nothing about the one that has it now.
      const isOfOtherTopic = offset !== undefined && !mayBeSameTopic(offset.topicId, topicId);
      return fetched(state, request, name, partition, isOfOtherTopic ? undefined : offset);
    }),
  }));
}

function allTopics(state: GroupCoordinatorState, request: FetchOffsetsRequest): FetchedOffsets["topics"] {
  return Array.from(state.offsets.ofGroup(request.groupId), ([name, offsets]) => ({
    name,
    topicId: state.topics.byName(name)?.topicId ?? zeroUuid,
    partitions: Array.from(offsets, ([partition, offset]) =>
      fetched(state, request, name, partition, offset),
    ),
  }));
}

function mayBeSameTopic(committedId: string, currentId: string): boolean {
  return committedId === currentId || committedId === zeroUuid || currentId === zeroUuid;
}

function fetched(
  state: GroupCoordinatorState,
  request: FetchOffsetsRequest,
  topic: string,
  partitionIndex: number,
  offset: CommittedOffset | undefined,
): FetchedOffset {
  if (request.requireStable && state.offsets.isPending(request.groupId, topic, partitionIndex)) {
    return { ...nothing, partitionIndex, errorCode: errorCode.UNSTABLE_OFFSET_COMMIT };
  }
  if (offset === undefined) return { ...nothing, partitionIndex };
  return {
    partitionIndex,
    committedOffset: offset.offset,
    committedLeaderEpoch: offset.leaderEpoch,
    metadata: offset.metadata,
    errorCode: errorCode.NONE,
  };
}

const nothing = { committedOffset: -1, committedLeaderEpoch: -1, metadata: "", errorCode: errorCode.NONE };
