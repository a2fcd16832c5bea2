import { api, array, int16, int32, string, struct, uuid } from "../schema/index.ts";

/** 76 ShareGroupHeartbeat: joins, keeps and leaves a share group (KIP-932). */
export const shareGroupHeartbeat = api(76, "ShareGroupHeartbeat", {
  versions: [1, 1],
  flexible: 0,
  request: {
    groupId: string,
    /** Made by the client. */
    memberId: string,
    /** 0: join. -1: leave. */
    memberEpoch: int32,
    /** Here and below, null: as before. */
    rackId: string.nullable().default(null),
    subscribedTopicNames: array(string).nullable().default(null),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable().default(null),
    memberId: string.nullable().default(null),
    memberEpoch: int32,
    heartbeatIntervalMs: int32,
    /** Null: as before. */
    assignment: struct({
      topicPartitions: array({
        topicId: uuid,
        partitions: array(int32),
      }),
    })
      .nullable()
      .default(null),
  },
});
