import { array, int32, message, string, struct, uint16 } from "@ottla/protocol";

/** Record type 19 of `__consumer_offsets`: StreamsGroupMemberMetadata. */
export const streamsGroupMemberMetadataKey = message("StreamsGroupMemberMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    memberId: string,
  },
});

export const streamsGroupMemberMetadataValue = message("StreamsGroupMemberMetadataValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    instanceId: string.nullable(),
    rackId: string.nullable(),
    clientId: string,
    clientHost: string,
    rebalanceTimeoutMs: int32.default(-1),
    topologyEpoch: int32,
    processId: string,
    userEndpoint: struct({
      host: string,
      port: uint16,
    })
      .nullable()
      .default(null),
    clientTags: array({
      key: string,
      value: string,
    }),
  },
});
