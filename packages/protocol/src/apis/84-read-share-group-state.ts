import { api, array, int8, int16, int32, int64, string, uuid } from "../schema/index.ts";

/** 84 ReadShareGroupState: reads the stored state of share-group partitions. */
export const readShareGroupState = api(84, "ReadShareGroupState", {
  versions: [0, 0],
  flexible: 0,
  request: {
    groupId: string,
    topics: array({
      topicId: uuid,
      partitions: array({
        partition: int32,
        /** Of the partition's leader: an older one is refused from now on. */
        leaderEpoch: int32,
      }),
    }),
  },
  response: {
    results: array({
      topicId: uuid,
      partitions: array({
        partition: int32,
        errorCode: int16,
        errorMessage: string.nullable().default(null),
        stateEpoch: int32,
        /** Everything before is done. -1: not yet decided. */
        startOffset: int64,
        stateBatches: array({
          firstOffset: int64,
          lastOffset: int64,
          /** 0: available, 2: acknowledged, 4: archived. */
          deliveryState: int8,
          deliveryCount: int16,
        }),
      }),
    }),
  },
});
