import { array, int8, int32, message, string, uuid } from "@ottla/protocol";

/** Record type 8 of `__consumer_offsets`: ConsumerGroupCurrentMemberAssignment. */
export const consumerGroupCurrentMemberAssignmentKey = message("ConsumerGroupCurrentMemberAssignmentKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    memberId: string,
  },
});

export const consumerGroupCurrentMemberAssignmentValue = message(
  "ConsumerGroupCurrentMemberAssignmentValue",
  {
    versions: [0, 0],
    flexible: 0,
    fields: {
      memberEpoch: int32,
      previousMemberEpoch: int32,
      state: int8,
      assignedPartitions: array({
        topicId: uuid,
        partitions: array(int32),
        assignmentEpochs: array(int32).nullable().tag(0),
      }),
      partitionsPendingRevocation: array({
        topicId: uuid,
        partitions: array(int32),
        assignmentEpochs: array(int32).nullable().tag(0),
      }),
    },
  },
);
