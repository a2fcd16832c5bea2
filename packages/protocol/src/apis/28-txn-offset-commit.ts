import { api, array, int16, int32, int64, string } from "../schema/index.ts";

/** 28 TxnOffsetCommit: stores how far a group has read, as part of a transaction (KIP-447). */
export const txnOffsetCommit = api(28, "TxnOffsetCommit", {
  versions: [0, 5],
  flexible: 3,
  request: {
    transactionalId: string,
    groupId: string,
    producerId: int64,
    producerEpoch: int16,
    /** Here and below: of the consumer that read, so that one that was shut out commits nothing (KIP-447). */
    generationId: int32.since(3).default(-1),
    memberId: string.since(3).default(""),
    groupInstanceId: string.since(3).nullable().default(null),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        committedOffset: int64,
        committedLeaderEpoch: int32.since(2).default(-1).ignorable(),
        committedMetadata: string.nullable(),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
      }),
    }),
  },
});
