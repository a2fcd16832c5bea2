import {
  type Api,
  type alterPartitionReassignments,
  asField,
  defaultOf,
  type deleteRecords,
  type describeConfigs,
  type describeTransactions,
  type electLeaders,
  type fetch,
  type produce,
  type RequestOf,
  type ResponseInput,
  zeroUuid,
} from "@ottla/protocol";
import type { Refusal } from "./refusal.ts";

/**
 * The answer that says of everything in a request that it failed, in the shape that the API has for that: an error code
 * for the whole where there is one, otherwise one for each thing that was asked about. Null where the response has no
 * place for it: the connection is closed then, as Apache Kafka does.
 */
export function errorAnswer(api: Api, version: number, request: unknown, refusal: Refusal): object | null {
  const { errorCode, errorMessage } = refusal;
  const perElement = answers[api.name];
  if (perElement !== undefined) return perElement(request as never, errorCode, errorMessage, version);
  const { errorCode: codeField, errorMessage: messageField } = api.response.fields;
  if (codeField === undefined || asField(codeField).facts.since > version) return null;
  const answer: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(api.response.fields))
    answer[name] = defaultOf(asField(field).facts);
  answer["errorCode"] = errorCode;
  if (messageField !== undefined && asField(messageField).facts.since <= version)
    answer["errorMessage"] = errorMessage;
  return answer;
}

type Answer = (request: never, errorCode: number, errorMessage: string | null, version: number) => object;

/** A topic by name or id, as it stands in requests. */
interface NamedTopic {
  readonly name?: string | null;
  readonly topicId?: string;
}

/** APIs that have no error code for the whole, or one that not all versions have. */
const answers: Readonly<Record<string, Answer>> = {
  Produce: ({ topicData }: RequestOf<typeof produce>, errorCode, errorMessage) => ({
    responses: topicData.map(({ name, topicId, partitionData }) => ({
      name,
      topicId,
      partitionResponses: partitionData.map(({ index }) => ({
        index,
        errorCode,
        baseOffset: -1,
        recordErrors: [],
        errorMessage,
      })),
    })),
    nodeEndpoints: [],
  }),
  Fetch: ({ topics }: RequestOf<typeof fetch>, errorCode, _, version) => ({
    errorCode,
    // Before there was a code for the whole, each partition had it.
    responses:
      version >= 7 ? [] : topics.map(({ topic, partitions }) => failedFetch(topic, partitions, errorCode)),
    nodeEndpoints: [],
  }),
  Metadata: ({ topics }: { topics: NamedTopic[] | null }, errorCode) => ({
    errorCode,
    brokers: [],
    topics: (topics ?? []).map(({ name = null, topicId = zeroUuid }) => ({
      errorCode,
      name: name ?? "",
      topicId,
      partitions: [],
    })),
  }),
  ListOffsets: (
    { topics }: { topics: { name: string; partitions: { partitionIndex: number }[] }[] },
    errorCode,
  ) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode,
        oldStyleOffsets: [],
      })),
    })),
  }),
  OffsetCommit: (
    { topics }: { topics: (NamedTopic & { partitions: { partitionIndex: number }[] })[] },
    errorCode,
  ) => ({
    topics: topics.map(({ name, topicId, partitions }) => ({
      name,
      topicId,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    })),
  }),
  OffsetFetch: (
    request: {
      topics: { name: string; partitionIndexes: number[] }[] | null;
      groups: { groupId: string }[];
    },
    errorCode,
    _,
    version,
  ) => {
    if (version >= 8)
      return { groups: request.groups.map(({ groupId }) => ({ groupId, errorCode, topics: [] })) };
    if (version >= 2) return { errorCode, topics: [] };
    return {
      topics: (request.topics ?? []).map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => ({
          partitionIndex,
          committedOffset: -1,
          metadata: "",
          errorCode,
        })),
      })),
    };
  },
  FindCoordinator: ({ coordinatorKeys }: { coordinatorKeys: string[] }, errorCode, errorMessage, version) => {
    const nobody = { errorCode, errorMessage, nodeId: -1, host: "", port: -1 };
    return version >= 4 ? { coordinators: coordinatorKeys.map((key) => ({ key, ...nobody })) } : nobody;
  },
  DescribeGroups: ({ groups }: { groups: string[] }, errorCode) => ({
    groups: groups.map((groupId) => ({
      errorCode,
      groupId,
      groupState: "",
      protocolType: "",
      protocolData: "",
      members: [],
    })),
  }),
  CreateTopics: ({ topics }: { topics: { name: string }[] }, errorCode, errorMessage, version) => ({
    topics: topics.map(({ name }) => ({
      name,
      errorCode,
      errorMessage,
      // From version 5 on an answer tells what was created.
      ...(version >= 5 ? { numPartitions: -1, replicationFactor: -1, configs: [] } : {}),
    })),
  }),
  DeleteTopics: (
    { topics, topicNames }: { topics: NamedTopic[]; topicNames: string[] },
    errorCode,
    _,
    version,
  ) => ({
    responses:
      version >= 6
        ? topics.map(({ name, topicId }) => ({ name, topicId, errorCode }))
        : topicNames.map((name) => ({ name, errorCode })),
  }),
  DeleteRecords: ({ topics }: RequestOf<typeof deleteRecords>, errorCode) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, lowWatermark: -1, errorCode })),
    })),
  }),
  OffsetForLeaderEpoch: (
    { topics }: { topics: { topic: string; partitions: { partition: number }[] }[] },
    errorCode,
  ) => ({
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({
        partition,
        errorCode,
        leaderEpoch: -1,
        endOffset: -1,
      })),
    })),
  }),
  DescribeConfigs: ({ resources }: RequestOf<typeof describeConfigs>, errorCode, errorMessage) => ({
    results: resources.map((resource) => ({ ...ofResource(resource), errorCode, errorMessage, configs: [] })),
  }),
  AlterConfigs: alteredResources,
  IncrementalAlterConfigs: alteredResources,
  AlterPartitionReassignments: (
    { topics }: RequestOf<typeof alterPartitionReassignments>,
    errorCode,
    errorMessage,
  ) => ({
    errorCode,
    errorMessage,
    responses: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode, errorMessage })),
    })),
  }),
  AlterReplicaLogDirs: (
    { dirs }: { dirs: { topics: { name: string; partitions: number[] }[] }[] },
    errorCode,
  ) => ({
    results: dirs.flatMap(({ topics }) =>
      topics.map(({ name, partitions }) => ({
        topicName: name,
        partitions: partitions.map((partitionIndex) => ({ partitionIndex, errorCode })),
      })),
    ),
  }),
  CreatePartitions: ({ topics }: { topics: { name: string }[] }, errorCode, errorMessage) => ({
    results: topics.map(({ name }) => ({ name, errorCode, errorMessage })),
  }),
  DeleteGroups: ({ groupsNames }: { groupsNames: string[] }, errorCode) => ({
    results: groupsNames.map((groupId) => ({ groupId, errorCode })),
  }),
  CreateAcls: ({ creations }: { creations: unknown[] }, errorCode, errorMessage) => ({
    results: creations.map(() => ({ errorCode, errorMessage })),
  }),
  DeleteAcls: ({ filters }: { filters: unknown[] }, errorCode, errorMessage) => ({
    filterResults: filters.map(() => ({ errorCode, errorMessage, matchingAcls: [] })),
  }),
  AlterClientQuotas: ({ entries }: { entries: { entity: unknown }[] }, errorCode, errorMessage) => ({
    entries: entries.map(({ entity }) => ({ entity, errorCode, errorMessage })),
  }),
  AlterUserScramCredentials: (
    { deletions, upsertions }: { deletions: { name: string }[]; upsertions: { name: string }[] },
    errorCode,
    errorMessage,
  ) => ({
    results: [...new Set([...deletions, ...upsertions].map(({ name }) => name))].map((user) => ({
      user,
      errorCode,
      errorMessage,
    })),
  }),
  DescribeProducers: (
    { topics }: { topics: { name: string; partitionIndexes: number[] }[] },
    errorCode,
    errorMessage,
  ) => ({
    topics: topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => ({
        partitionIndex,
        errorCode,
        errorMessage,
        activeProducers: [],
      })),
    })),
  }),
  ConsumerGroupDescribe: ({ groupIds }: { groupIds: string[] }, errorCode) => ({
    groups: groupIds.map((groupId) => ({
      errorCode,
      groupId,
      groupState: "",
      groupEpoch: 0,
      assignmentEpoch: 0,
      assignorName: "",
      members: [],
    })),
  }),
  DescribeLogDirs: (_: never, errorCode) => ({ errorCode, results: [] }),
  ElectLeaders: ({ topicPartitions }: RequestOf<typeof electLeaders>, errorCode, errorMessage, version) => ({
    ...(version >= 1 ? { errorCode } : {}),
    replicaElectionResults: (topicPartitions ?? []).map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((partitionId) => ({ partitionId, errorCode, errorMessage })),
    })),
  }),
  DescribeTransactions: ({ transactionalIds }: { transactionalIds: string[] }, errorCode) => ({
    transactionStates: transactionalIds.map((transactionalId) =>
      failedTransaction(transactionalId, errorCode),
    ),
  }),
  DescribeTopicPartitions: ({ topics }: { topics: { name: string }[] }, errorCode) => ({
    topics: topics.map(({ name }) => ({ errorCode, name, topicId: zeroUuid, partitions: [] })),
  }),
};

/** What DescribeTransactions says of a transactional id that it cannot describe. */
export function failedTransaction(
  transactionalId: string,
  errorCode: number,
): ResponseInput<typeof describeTransactions>["transactionStates"][number] {
  return {
    errorCode,
    transactionalId,
    transactionState: "",
    transactionTimeoutMs: 0,
    transactionStartTimeMs: 0,
    producerId: 0,
    producerEpoch: 0,
    topics: [],
  };
}

function failedFetch(
  topic: string,
  partitions: readonly { partition: number }[],
  errorCode: number,
): ResponseInput<typeof fetch>["responses"][number] {
  return {
    topic,
    topicId: zeroUuid,
    partitions: partitions.map(({ partition }) => ({
      partitionIndex: partition,
      errorCode,
      highWatermark: -1,
      abortedTransactions: null,
      records: null,
    })),
  };
}

function alteredResources(
  { resources }: { resources: { resourceType: number; resourceName: string }[] },
  errorCode: number,
  errorMessage: string | null,
): object {
  return { responses: resources.map((resource) => ({ ...ofResource(resource), errorCode, errorMessage })) };
}

function ofResource({ resourceType, resourceName }: { resourceType: number; resourceName: string }) {
  return { resourceType, resourceName };
}
