import { array, int8, int32, message, string } from "@ottla/protocol";

/** Record type 22 of `__consumer_offsets`: StreamsGroupCurrentMemberAssignment. */
export const streamsGroupCurrentMemberAssignmentKey = message("StreamsGroupCurrentMemberAssignmentKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    memberId: string,
  },
});

export const streamsGroupCurrentMemberAssignmentValue = message("StreamsGroupCurrentMemberAssignmentValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    memberEpoch: int32,
    previousMemberEpoch: int32,
    state: int8,
    activeTasks: array({
      subtopologyId: string,
      partitions: array(int32),
      assignmentEpochs: array(int32).nullable().tag(0),
    }),
    standbyTasks: array({
      subtopologyId: string,
      partitions: array(int32),
      assignmentEpochs: array(int32).nullable().tag(0),
    }),
    warmupTasks: array({
      subtopologyId: string,
      partitions: array(int32),
      assignmentEpochs: array(int32).nullable().tag(0),
    }),
    activeTasksPendingRevocation: array({
      subtopologyId: string,
      partitions: array(int32),
      assignmentEpochs: array(int32).nullable().tag(0),
    }),
    standbyTasksPendingRevocation: array({
      subtopologyId: string,
      partitions: array(int32),
      assignmentEpochs: array(int32).nullable().tag(0),
    }),
    warmupTasksPendingRevocation: array({
      subtopologyId: string,
      partitions: array(int32),
      assignmentEpochs: array(int32).nullable().tag(0),
    }),
  },
});
