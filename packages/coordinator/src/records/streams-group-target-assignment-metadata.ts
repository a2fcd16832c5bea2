import { int32, int64, message, string } from "@ottla/protocol";

/** Record type 20 of `__consumer_offsets`: StreamsGroupTargetAssignmentMetadata. */
export const streamsGroupTargetAssignmentMetadataKey = message("StreamsGroupTargetAssignmentMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
  },
});

export const streamsGroupTargetAssignmentMetadataValue = message(
  "StreamsGroupTargetAssignmentMetadataValue",
  {
    versions: [0, 0],
    flexible: 0,
    fields: {
      assignmentEpoch: int32,
      assignmentTimestamp: int64.default(0).tag(0).ignorable(),
    },
  },
);
