import { api, array, int16, int32, string } from "../schema/index.ts";

/** 47 OffsetDelete: deletes committed offsets of a group (KIP-496). */
export const offsetDelete = api(47, "OffsetDelete", {
  versions: [0, 0],
  request: {
    groupId: string,
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
      }),
    }),
  },
  response: {
    errorCode: int16,
    throttleTimeMs: int32.default(0).ignorable(),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
      }),
    }),
  },
});
