import { array, bytes, int32, message, string, struct } from "@ottla/protocol";

/** Record type 5 of `__consumer_offsets`: ConsumerGroupMemberMetadata. */
export const consumerGroupMemberMetadataKey = message("ConsumerGroupMemberMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    memberId: string,
  },
});

export const consumerGroupMemberMetadataValue = message("ConsumerGroupMemberMetadataValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    instanceId: string.nullable(),
    rackId: string.nullable(),
    clientId: string,
    clientHost: string,
    subscribedTopicNames: array(string),
    subscribedTopicRegex: string.nullable(),
    rebalanceTimeoutMs: int32.default(-1),
    serverAssignor: string.nullable(),
    /** Null, which is written: Kafka's default is an empty struct. */
    classicMemberMetadata: struct({
      sessionTimeoutMs: int32,
      supportedProtocols: array({
        name: string,
        metadata: bytes,
      }),
    })
      .nullable()
      .tag(0),
  },
});
