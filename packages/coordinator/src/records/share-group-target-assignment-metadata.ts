import { int32, int64, message, string } from "@ottla/protocol";

/** Record type 12 of `__consumer_offsets`: ShareGroupTargetAssignmentMetadata. */
export const shareGroupTargetAssignmentMetadataKey = message("ShareGroupTargetAssignmentMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
  },
});

export const shareGroupTargetAssignmentMetadataValue = message("ShareGroupTargetAssignmentMetadataValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    assignmentEpoch: int32,
    assignmentTimestamp: int64.default(0).tag(0).ignorable(),
  },
});
