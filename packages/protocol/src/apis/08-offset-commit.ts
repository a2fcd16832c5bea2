import { api, array, int16, int32, int64, string, uuid } from "../schema/index.ts";

/** 8 OffsetCommit: stores how far a group has read. */
export const offsetCommit = api(8, "OffsetCommit", {
  versions: [2, 10],
  flexible: 8,
  request: {
    groupId: string,
    /** Generation of a classic group, or epoch of the member (KIP-848). -1: who commits is no member. */
    generationIdOrMemberEpoch: int32.default(-1).ignorable(),
    memberId: string.ignorable(),
    /** Set by static members (KIP-345). */
    groupInstanceId: string.since(7).nullable().default(null),
    /** -1: as the broker is set. Dropped, since unused groups alone expire (KIP-211). */
    retentionTimeMs: int64.until(4).default(-1).ignorable(),
    topics: array({
      name: string.until(9).ignorable(),
      /** In place of the name (KIP-516). */
      topicId: uuid.since(10).ignorable(),
      partitions: array({
        partitionIndex: int32,
        committedOffset: int64,
        /** Of the last record that was read, so that truncation is noticed (KIP-320). */
        committedLeaderEpoch: int32.since(6).default(-1).ignorable(),
        committedMetadata: string.nullable(),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.since(3).default(0).ignorable(),
    topics: array({
      name: string.until(9).ignorable(),
      topicId: uuid.since(10).ignorable(),
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
      }),
    }),
  },
});
