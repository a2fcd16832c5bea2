import { api, array, int16, int32, string, struct, uuid } from "../schema/index.ts";

/**
 * 68 ConsumerGroupHeartbeat: joins, keeps and leaves a group of the consumer protocol. Members send what changed, and
 * receive their assignment (KIP-848).
 */
export const consumerGroupHeartbeat = api(68, "ConsumerGroupHeartbeat", {
  versions: [0, 1],
  flexible: 0,
  request: {
    groupId: string,
    /** Made by the client from version 1 on (KIP-1082). */
    memberId: string,
    /** 0: join. -1: leave. -2: leave for a while, as a static member. */
    memberEpoch: int32,
    /** Set by static members. Here and below, null: as before. */
    instanceId: string.nullable().default(null),
    rackId: string.nullable().default(null),
    /** How long the member may take to give partitions up. -1: as before. */
    rebalanceTimeoutMs: int32.default(-1),
    subscribedTopicNames: array(string).nullable().default(null),
    /** In the syntax of RE2. */
    subscribedTopicRegex: string.since(1).nullable().default(null),
    /** Null: whichever the group has. */
    serverAssignor: string.nullable().default(null),
    /** What the member has. */
    topicPartitions: array({
      topicId: uuid,
      partitions: array(int32),
    })
      .nullable()
      .default(null),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable().default(null),
    memberId: string.nullable().default(null),
    memberEpoch: int32,
    heartbeatIntervalMs: int32,
    /** What the member shall have. Null: as before. */
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
