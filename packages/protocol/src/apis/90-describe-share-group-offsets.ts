import { api, array, int16, int32, int64, string, uuid } from "../schema/index.ts";

/** 90 DescribeShareGroupOffsets: tells how far share groups have read. */
export const describeShareGroupOffsets = api(90, "DescribeShareGroupOffsets", {
  versions: [0, 1],
  flexible: 0,
  request: {
    groups: array({
      groupId: string,
      /** Null: all. */
      topics: array({
        topicName: string,
        partitions: array(int32),
      }).nullable(),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    groups: array({
      groupId: string,
      topics: array({
        topicName: string,
        topicId: uuid,
        partitions: array({
          partitionIndex: int32,
          /** -1: none. */
          startOffset: int64,
          leaderEpoch: int32,
          /** Records not yet done with (KIP-1226); -1: not known. */
          lag: int64.since(1).default(-1).ignorable(),
          errorCode: int16,
          errorMessage: string.nullable().default(null),
        }),
      }),
      errorCode: int16,
      errorMessage: string.nullable().default(null),
    }),
  },
});
