import { api, array, bool, int16, int32, int64, string, uuid } from "../schema/index.ts";

/** 9 OffsetFetch: tells how far groups have read. */
export const offsetFetch = api(9, "OffsetFetch", {
  versions: [1, 10],
  flexible: 6,
  request: {
    /** One group; several from version 8 on (KIP-709). */
    groupId: string.until(7),
    /** Null: all. */
    topics: array({
      name: string,
      partitionIndexes: array(int32),
    })
      .until(7)
      .nullable(2),
    groups: array({
      groupId: string,
      /** Null: who asks is no member (KIP-848). */
      memberId: string.since(9).nullable().default(null).ignorable(),
      memberEpoch: int32.since(9).default(-1).ignorable(),
      /** Null: all. */
      topics: array({
        name: string.until(9).ignorable(),
        /** In place of the name (KIP-516). */
        topicId: uuid.since(10).ignorable(),
        partitionIndexes: array(int32),
      }).nullable(),
    }).since(8),
    /** Rather no answer than offsets of which a transaction is not decided (KIP-447). */
    requireStable: bool.since(7).default(false),
  },
  response: {
    throttleTimeMs: int32.since(3).default(0).ignorable(),
    /** Of the one group; up to version 7. */
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        /** -1: none. */
        committedOffset: int64,
        committedLeaderEpoch: int32.since(5).default(-1).ignorable(),
        metadata: string.nullable(),
        errorCode: int16,
      }),
    }).until(7),
    errorCode: int16.since(2).until(7).default(0).ignorable(),
    groups: array({
      groupId: string,
      topics: array({
        name: string.until(9).ignorable(),
        topicId: uuid.since(10).ignorable(),
        partitions: array({
          partitionIndex: int32,
          /** -1: none. */
          committedOffset: int64,
          committedLeaderEpoch: int32.default(-1).ignorable(),
          metadata: string.nullable(),
          errorCode: int16,
        }),
      }),
      errorCode: int16.default(0),
    }).since(8),
  },
});
