import { array, int32, message, string, uuid } from "@ottla/protocol";

/** Record type 7 of `__consumer_offsets`: ConsumerGroupTargetAssignmentMember. */
export const consumerGroupTargetAssignmentMemberKey = message("ConsumerGroupTargetAssignmentMemberKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    memberId: string,
  },
});

export const consumerGroupTargetAssignmentMemberValue = message("ConsumerGroupTargetAssignmentMemberValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    topicPartitions: array({
      topicId: uuid,
      partitions: array(int32),
    }),
  },
});
