import { api, array, bool, int8, int16, int32, string, uuid } from "../schema/index.ts";

/** 19 CreateTopics: creates topics. */
export const createTopics = api(19, "CreateTopics", {
  versions: [2, 7],
  flexible: 5,
  listeners: ["broker", "controller"],
  request: {
    topics: array({
      name: string,
      /** -1: as the assignments say, or as the broker is set (KIP-464). */
      numPartitions: int32,
      /** -1: as the assignments say, or as the broker is set (KIP-464). */
      replicationFactor: int16,
      /** None: the controller chooses. */
      assignments: array({
        partitionIndex: int32,
        brokerIds: array(int32),
      }),
      configs: array({
        name: string,
        value: string.nullable(),
      }),
    }),
    timeoutMs: int32.default(60000),
    /** Say what would happen, and do nothing. */
    validateOnly: bool.default(false),
  },
  response: {
    throttleTimeMs: int32.default(0).ignorable(),
    topics: array({
      name: string,
      topicId: uuid.since(7).ignorable(),
      errorCode: int16,
      errorMessage: string.nullable().ignorable(),
      /** Why partitions and settings are not told, if they are not (KIP-525). */
      topicConfigErrorCode: int16.since(5).tag(0).ignorable(),
      numPartitions: int32.since(5).default(-1).ignorable(),
      replicationFactor: int16.since(5).default(-1).ignorable(),
      configs: array({
        name: string,
        value: string.nullable(),
        readOnly: bool,
        /** As in DescribeConfigs. */
        configSource: int8.default(-1).ignorable(),
        isSensitive: bool,
      })
        .since(5)
        .nullable()
        .ignorable(),
    }),
  },
});
