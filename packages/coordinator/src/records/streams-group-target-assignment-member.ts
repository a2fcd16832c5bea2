import { array, int32, message, string } from "@ottla/protocol";

/** Record type 21 of `__consumer_offsets`: StreamsGroupTargetAssignmentMember. */
export const streamsGroupTargetAssignmentMemberKey = message("StreamsGroupTargetAssignmentMemberKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    memberId: string,
  },
});

export const streamsGroupTargetAssignmentMemberValue = message("StreamsGroupTargetAssignmentMemberValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    activeTasks: array({
      subtopologyId: string,
      partitions: array(int32),
    }),
    standbyTasks: array({
      subtopologyId: string,
      partitions: array(int32),
    }),
    warmupTasks: array({
      subtopologyId: string,
      partitions: array(int32),
    }),
  },
});
