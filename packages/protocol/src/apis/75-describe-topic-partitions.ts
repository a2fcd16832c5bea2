import { api, array, bool, int16, int32, string, struct, uuid } from "../schema/index.ts";

/** 75 DescribeTopicPartitions: tells the partitions of topics page by page (KIP-966). */
export const describeTopicPartitions = api(75, "DescribeTopicPartitions", {
  versions: [0, 0],
  flexible: 0,
  request: {
    topics: array({
      name: string,
    }),
    responsePartitionLimit: int32.default(2000),
    /** Where to go on. Null: at the start. */
    cursor: struct({
      topicName: string,
      partitionIndex: int32,
    })
      .nullable()
      .default(null),
  },
  response: {
    throttleTimeMs: int32.default(0).ignorable(),
    topics: array({
      errorCode: int16,
      name: string.nullable(),
      topicId: uuid.ignorable(),
      isInternal: bool.default(false).ignorable(),
      partitions: array({
        errorCode: int16,
        partitionIndex: int32,
        leaderId: int32,
        leaderEpoch: int32.default(-1).ignorable(),
        replicaNodes: array(int32),
        isrNodes: array(int32),
        /** Out of sync, but with everything that was acknowledged: they may lead (KIP-966). */
        eligibleLeaderReplicas: array(int32).nullable().default(null),
        /** Those before, when there are none. */
        lastKnownElr: array(int32).nullable().default(null),
        offlineReplicas: array(int32).ignorable(),
      }),
      /** A bit for each operation that is allowed (KIP-430); the lowest integer: not asked for. */
      topicAuthorizedOperations: int32.default(-0x80000000),
    }),
    /** Null: that was all. */
    nextCursor: struct({
      topicName: string,
      partitionIndex: int32,
    })
      .nullable()
      .default(null),
  },
});
