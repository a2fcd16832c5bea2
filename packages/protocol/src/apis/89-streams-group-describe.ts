import { api, array, bool, int16, int32, string, struct, uint16 } from "../schema/index.ts";
import { internalTopics, taskOffsets, tasks } from "./streams-structs.ts";

/** 89 StreamsGroupDescribe: tells state, topology and members of streams groups. */
export const streamsGroupDescribe = api(89, "StreamsGroupDescribe", {
  versions: [0, 0],
  flexible: 0,
  request: {
    groupIds: array(string),
    includeAuthorizedOperations: bool,
  },
  response: {
    throttleTimeMs: int32.default(0),
    groups: array({
      errorCode: int16,
      errorMessage: string.nullable().default(null),
      groupId: string,
      groupState: string,
      /** Counted up with each change of members, topology or topics. */
      groupEpoch: int32,
      /** The group epoch that the target assignment is of. */
      assignmentEpoch: int32,
      topology: struct({
        epoch: int32,
        subtopologies: array({
          subtopologyId: string,
          sourceTopics: array(string),
          repartitionSinkTopics: array(string),
          stateChangelogTopics: internalTopics,
          repartitionSourceTopics: internalTopics,
        })
          .nullable()
          .default(null),
      })
        .nullable()
        .default(null),
      members: array({
        memberId: string,
        memberEpoch: int32,
        instanceId: string.nullable().default(null),
        rackId: string.nullable().default(null),
        clientId: string,
        clientHost: string,
        topologyEpoch: int32,
        /** Members of one process share its local state. */
        processId: string,
        userEndpoint: struct({
          host: string,
          port: uint16,
        })
          .nullable()
          .default(null),
        clientTags: array({
          key: string,
          value: string,
        }),
        taskOffsets: taskOffsets,
        taskEndOffsets: taskOffsets,
        assignment: {
          activeTasks: tasks,
          standbyTasks: tasks,
          warmupTasks: tasks,
        },
        /** What it will have when others have given it up. */
        targetAssignment: {
          activeTasks: tasks,
          standbyTasks: tasks,
          warmupTasks: tasks,
        },
        /** It has not yet gone over from a classic group. */
        isClassic: bool,
      }),
      /** A bit for each operation that is allowed (KIP-430); the lowest integer: not asked for. */
      authorizedOperations: int32.default(-0x80000000),
    }),
  },
});
