import { api, array, int8, int16, int32, int64, string, uuid } from "../schema/index.ts";

/** 85 WriteShareGroupState: writes the stored state of share-group partitions. */
export const writeShareGroupState = api(85, "WriteShareGroupState", {
  versions: [0, 1],
  flexible: 0,
  request: {
    groupId: string,
    topics: array({
      topicId: uuid,
      partitions: array({
        partition: int32,
        stateEpoch: int32,
        leaderEpoch: int32,
        /** Everything before is done. -1: as before. */
        startOffset: int64,
        /**
         * Records behind the start that need no delivery any more, by which the lag is told (KIP-1226); -1: not
         * known.
         */
        deliveryCompleteCount: int32.since(1).default(-1).ignorable(),
        /** What changed. */
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
  response: {
    results: array({
      topicId: uuid,
      partitions: array({
        partition: int32,
        errorCode: int16,
        errorMessage: string.nullable().default(null),
      }),
    }),
  },
});
