import { array, int8, int32, message, string, uuid } from "@ottla/protocol";

/** Record type 14 of `__consumer_offsets`: ShareGroupCurrentMemberAssignment. */
export const shareGroupCurrentMemberAssignmentKey = message("ShareGroupCurrentMemberAssignmentKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    memberId: string,
  },
});

export const shareGroupCurrentMemberAssignmentValue = message("ShareGroupCurrentMemberAssignmentValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    memberEpoch: int32,
    previousMemberEpoch: int32,
    state: int8,
    assignedPartitions: array({
      topicId: uuid,
      partitions: array(int32),
    }),
  },
});
