import { api, array, int16, int32, int64, string, uuid } from "../schema/index.ts";

/** 87 ReadShareGroupStateSummary: reads where the stored state of share-group partitions begins. */
export const readShareGroupStateSummary = api(87, "ReadShareGroupStateSummary", {
  versions: [0, 1],
  flexible: 0,
  request: {
    groupId: string,
    topics: array({
      topicId: uuid,
      partitions: array({
        partition: int32,
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
        leaderEpoch: int32,
        /** Everything before is done. -1: not yet decided. */
        startOffset: int64,
        /**
         * Records behind the start that need no delivery any more, by which the lag is told (KIP-1226); -1: not
         * known.
         */
        deliveryCompleteCount: int32.since(1).default(-1).ignorable(),
      }),
    }),
  },
});
