import { api, array, int16, int32, string, uuid } from "../schema/index.ts";

/** 86 DeleteShareGroupState: deletes the stored state of share-group partitions. */
export const deleteShareGroupState = api(86, "DeleteShareGroupState", {
  versions: [0, 0],
  flexible: 0,
  request: {
    groupId: string,
    topics: array({
      topicId: uuid,
      partitions: array({
        partition: int32,
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
