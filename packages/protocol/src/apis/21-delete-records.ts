import { api, array, int16, int32, int64, string } from "../schema/index.ts";

/** 21 DeleteRecords: moves the start of partitions forward: what is before may be removed (KIP-107). */
export const deleteRecords = api(21, "DeleteRecords", {
  versions: [0, 2],
  flexible: 2,
  request: {
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        /** The new start. -1: the high watermark. */
        offset: int64,
      }),
    }),
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: int32.default(0),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        /** The lowest start among the replicas. */
        lowWatermark: int64,
        errorCode: int16,
      }),
    }),
  },
});
