import { api, array, int16, int32, int64, string, uuid } from "../schema/index.ts";

/** 83 InitializeShareGroupState: begins the stored state of a share-group partition. */
export const initializeShareGroupState = api(83, "InitializeShareGroupState", {
  versions: [0, 0],
  flexible: 0,
  request: {
    groupId: string,
    topics: array({
      topicId: uuid,
      partitions: array({
        partition: int32,
        /** Counted up when the state begins anew: older writers are refused. */
        stateEpoch: int32,
        /** -1: not yet decided. */
        startOffset: int64,
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
