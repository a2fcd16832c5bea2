import { api, array, int16, int32, int64, string } from "../schema/index.ts";

/**
 * 23 OffsetForLeaderEpoch: tells where a leader epoch ends in the log, by which replicas and consumers notice that
 * history changed (KIP-101).
 */
export const offsetForLeaderEpoch = api(23, "OffsetForLeaderEpoch", {
  versions: [2, 4],
  flexible: 4,
  request: {
    /** -1: a consumer. */
    replicaId: int32.since(3).default(-2).ignorable(),
    topics: array({
      topic: string,
      partitions: array({
        partition: int32,
        /** What the client takes for current; -1 is not looked at (KIP-320). */
        currentLeaderEpoch: int32.default(-1).ignorable(),
        /** The epoch whose end is wanted. */
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
        /** The newest epoch in the log that is not newer than that one. */
        leaderEpoch: int32.default(-1).ignorable(),
        /** One past the last record of it. */
        endOffset: int64.default(-1),
      }),
    }),
  },
});
