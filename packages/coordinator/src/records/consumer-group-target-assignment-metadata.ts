import { int32, int64, message, string } from "@ottla/protocol";

/** Record type 6 of `__consumer_offsets`: ConsumerGroupTargetAssignmentMetadata. */
export const consumerGroupTargetAssignmentMetadataKey = message("ConsumerGroupTargetAssignmentMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
  },
});

export const consumerGroupTargetAssignmentMetadataValue = message(
  "ConsumerGroupTargetAssignmentMetadataValue",
  {
    versions: [0, 0],
    flexible: 0,
    fields: {
      assignmentEpoch: int32,
      assignmentTimestamp: int64.default(0).tag(0).ignorable(),
    },
  },
);
