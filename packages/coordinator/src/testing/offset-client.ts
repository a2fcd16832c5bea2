import { zeroUuid } from "@ottla/protocol";
import type { FetchedOffset } from "../offsets/fetch.ts";
import { type CoordinatorWorld, client } from "./coordinator-world.ts";

export interface Commit {
  readonly topic?: string;
  readonly topicId?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly metadata?: string;
  readonly memberId?: string;
  readonly instanceId?: string;
  readonly generation?: number;
  readonly retentionMs?: number;
}

/** OffsetCommit of one partition to the group "group": its error code. */
export async function commit(world: CoordinatorWorld, given: Commit, apiVersion = 9): Promise<number> {
  const response = await world.coordinator.offsetCommit(
    {
      groupId: "group",
      generationIdOrMemberEpoch: given.generation ?? -1,
      memberId: given.memberId ?? "",
      groupInstanceId: given.instanceId ?? null,
      retentionTimeMs: given.retentionMs ?? -1,
      topics: [topicOf(given)],
    },
    client("client", apiVersion),
  );
  return response.topics[0]!.partitions[0]!.errorCode;
}

/** TxnOffsetCommit of one partition by a simple consumer: its error code. */
export async function commitInTransaction(
  world: CoordinatorWorld,
  producerId: number,
  given: Commit,
): Promise<number> {
  const response = await world.coordinator.txnOffsetCommit(
    {
      transactionalId: `transactional-${producerId}`,
      groupId: "group",
      producerId,
      producerEpoch: 0,
      generationId: given.generation ?? -1,
      memberId: given.memberId ?? "",
      groupInstanceId: given.instanceId ?? null,
      topics: [topicOf(given)],
    },
    client("client", 5),
  );
  return response.topics[0]!.partitions[0]!.errorCode;
}

function topicOf(given: Commit) {
  return {
    name: given.topic ?? (given.topicId === undefined ? "orders" : ""),
    topicId: given.topicId ?? zeroUuid,
    partitions: [
      {
        partitionIndex: given.partition ?? 0,
        committedOffset: given.offset ?? 1,
        committedLeaderEpoch: 5,
        committedMetadata: given.metadata ?? "",
      },
    ],
  };
}

/** What the group "group" has committed for a partition of the topic "orders". */
export async function committed(
  world: CoordinatorWorld,
  partition: number,
  requireStable = false,
): Promise<FetchedOffset> {
  const topics = [{ name: "orders", topicId: zeroUuid, partitionIndexes: [partition] }];
  const [topic] = await fetch(world, topics, requireStable);
  // What is told has all fields: it comes from a FetchedOffset.
  return topic!.partitions[0]! as FetchedOffset;
}

/** Everything that the group "group" has committed. */
export function fetchAll(world: CoordinatorWorld, requireStable = false) {
  return fetch(world, null, requireStable);
}

async function fetch(
  world: CoordinatorWorld,
  topics: { name: string; topicId: string; partitionIndexes: number[] }[] | null,
  requireStable: boolean,
) {
  const groups = [{ groupId: "group", memberId: null, memberEpoch: -1, topics }];
  const response = await world.coordinator.offsetFetch(
    { groupId: "", topics: null, groups, requireStable },
    client("client", 9),
  );
  return response.groups![0]!.topics;
}
