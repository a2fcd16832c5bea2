import { api, array, int16, int32, int64, string } from "../schema/index.ts";

/** 23 OffsetForLeaderEpoch: tells where a leader epoch ends in the log: how replicas and consumers notice that history changed (KIP-101). */
export const offsetForLeaderEpoch = api(23, "OffsetForLeaderEpoch", {
  versions: [2, 4],
  flexible: 4,
  request: {
    replicaId: int32.since(3).default(-2).ignorable(),
    topics: array({
      topic: string,
      partitions: array({
        partition: int32,
        currentLeaderEpoch: int32.default(-1).ignorable(),
        leaderEpoch: int32,
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0).ignorable(),
    topics: array({
      topic: string,
      partitions: array({
        errorCode: int16,
        partition: int32,
        leaderEpoch: int32.default(-1).ignorable(),
        endOffset: int64.default(-1),
      }),
    }),
  },
});
