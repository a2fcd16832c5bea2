import { api, array, bool, int8, int16, int32, string, struct, uint16 } from "../schema/index.ts";
import { internalTopics, taskOffsets, tasks } from "./streams-structs.ts";

/** 88 StreamsGroupHeartbeat: joins, keeps and leaves a streams group: tasks instead of partitions (KIP-1071). */
export const streamsGroupHeartbeat = api(88, "StreamsGroupHeartbeat", {
  versions: [0, 0],
  flexible: 0,
  request: {
    groupId: string,
    /** Made by the client. */
    memberId: string,
    /** 0: join. -1: leave. -2: leave for a while, as a static member. */
    memberEpoch: int32,
    /** Of what the member knows of other members' endpoints. */
    endpointInformationEpoch: int32,
    /** Set by static members. Here and below, null: as before. */
    instanceId: string.nullable().default(null),
    rackId: string.nullable().default(null),
    rebalanceTimeoutMs: int32.default(-1),
    /** With the first heartbeat. */
    topology: struct({
      epoch: int32,
      subtopologies: array({
        subtopologyId: string,
        sourceTopics: array(string),
        sourceTopicRegex: array(string),
        stateChangelogTopics: internalTopics,
        repartitionSinkTopics: array(string),
        repartitionSourceTopics: internalTopics,
        /** Topics whose partitions go together: their places in the lists above. */
        copartitionGroups: array({
          sourceTopics: array(int16),
          sourceTopicRegex: array(int16),
          repartitionSourceTopics: array(int16),
        }),
      }),
    })
      .nullable()
      .default(null),
    activeTasks: tasks.nullable().default(null),
    standbyTasks: tasks.nullable().default(null),
    warmupTasks: tasks.nullable().default(null),
    /** Members of one process share its local state. */
    processId: string.nullable().default(null),
    /** Where interactive queries go (KIP-535). */
    userEndpoint: struct({
      host: string,
      port: uint16,
    })
      .nullable()
      .default(null),
    /** By which standby tasks are spread (KIP-708). */
    clientTags: array({
      key: string,
      value: string,
    })
      .nullable()
      .default(null),
    /** Sums over the tasks' changelogs; null: as before. */
    taskOffsets: taskOffsets.nullable().default(null),
    taskEndOffsets: taskOffsets.nullable().default(null),
    /** All members shall leave. */
    shutdownApplication: bool.default(false),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable().default(null),
    memberId: string,
    memberEpoch: int32,
    heartbeatIntervalMs: int32,
    /** Up to this lag, a warm-up task is as good as caught up. */
    acceptableRecoveryLag: int32,
    taskOffsetIntervalMs: int32,
    /**
     * 0: stale topology, 1: missing source topics, 2: wrong partition counts, 3: missing internal topics, 4: shut
     * down.
     */
    status: array({
      statusCode: int8,
      statusDetail: string,
    }).nullable(),
    activeTasks: tasks.nullable().default(null),
    standbyTasks: tasks.nullable().default(null),
    warmupTasks: tasks.nullable().default(null),
    endpointInformationEpoch: int32,
    /** Null: as before. */
    partitionsByUserEndpoint: array({
      userEndpoint: {
        host: string,
        port: uint16,
      },
      activePartitions: array({
        topic: string,
        partitions: array(int32),
      }),
      standbyPartitions: array({
        topic: string,
        partitions: array(int32),
      }),
    })
      .nullable()
      .default(null),
  },
});
