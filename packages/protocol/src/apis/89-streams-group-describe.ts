import { api, array, bool, int16, int32, int64, string, struct, uint16 } from "../schema/index.ts";

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
      groupEpoch: int32,
      assignmentEpoch: int32,
      topology: struct({
        epoch: int32,
        subtopologies: array({
          subtopologyId: string,
          sourceTopics: array(string),
          repartitionSinkTopics: array(string),
          stateChangelogTopics: array({
            name: string,
            partitions: int32,
            replicationFactor: int16,
            topicConfigs: array({
              key: string,
              value: string,
            }),
          }),
          repartitionSourceTopics: array({
            name: string,
            partitions: int32,
            replicationFactor: int16,
            topicConfigs: array({
              key: string,
              value: string,
            }),
          }),
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
        taskOffsets: array({
          subtopologyId: string,
          partition: int32,
          offset: int64,
        }),
        taskEndOffsets: array({
          subtopologyId: string,
          partition: int32,
          offset: int64,
        }),
        assignment: {
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
        targetAssignment: {
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
        isClassic: bool,
      }),
      authorizedOperations: int32.default(-0x80000000),
    }),
  },
});
