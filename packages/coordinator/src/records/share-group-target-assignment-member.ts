import { array, int32, message, string, uuid } from "@ottla/protocol";

/** Record type 13 of `__consumer_offsets`: ShareGroupTargetAssignmentMember. */
export const shareGroupTargetAssignmentMemberKey = message("ShareGroupTargetAssignmentMemberKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    memberId: string,
  },
});

export const shareGroupTargetAssignmentMemberValue = message("ShareGroupTargetAssignmentMemberValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    topicPartitions: array({
      topicId: uuid,
      partitions: array(int32),
    }),
  },
});
