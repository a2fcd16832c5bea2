import { array, int32, int64, message, string } from "@ottla/protocol";

/** Record type 17 of `__consumer_offsets`: StreamsGroupMetadata. */
export const streamsGroupMetadataKey = message("StreamsGroupMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
  },
});

export const streamsGroupMetadataValue = message("StreamsGroupMetadataValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    epoch: int32,
    metadataHash: int64,
    validatedTopologyEpoch: int32.default(-1).tag(0),
    lastAssignmentConfigs: array({
      key: string,
      value: string,
    })
      .nullable()
      .tag(1),
  },
});
