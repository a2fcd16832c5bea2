import { api, array, bool, int16, int32, string, uuid } from "../schema/index.ts";

/** 3 Metadata: tells which brokers there are, and who leads the partitions of some topics or of all. */
export const metadata = api(3, "Metadata", {
  versions: [0, 13],
  flexible: 9,
  request: {
    /** Null: all. In version 0, none: all. */
    topics: array({
      /** In place of the name (KIP-516). */
      topicId: uuid.since(10).ignorable(),
      name: string.nullable(10),
    }).nullable(1),
    /** Topics that are asked for may come into being, where the broker does that. */
    allowAutoTopicCreation: bool.since(4).default(true),
    includeClusterAuthorizedOperations: bool.since(8).until(10),
    includeTopicAuthorizedOperations: bool.since(8),
  },
  response: {
    throttleTimeMs: int32.since(3).default(0).ignorable(),
    brokers: array({
      nodeId: int32,
      host: string,
      port: int32,
      rack: string.since(1).nullable().default(null).ignorable(),
    }),
    clusterId: string.since(2).nullable().default(null).ignorable(),
    controllerId: int32.since(1).default(-1).ignorable(),
    topics: array({
      errorCode: int16,
      name: string.nullable(12),
      topicId: uuid.since(10).ignorable(),
      isInternal: bool.since(1).default(false).ignorable(),
      partitions: array({
        errorCode: int16,
        partitionIndex: int32,
        /** -1: none. */
        leaderId: int32,
        leaderEpoch: int32.since(7).default(-1).ignorable(),
        replicaNodes: array(int32),
        isrNodes: array(int32),
        /** On brokers that are gone, or on disks that failed (KIP-112). */
        offlineReplicas: array(int32).since(5).ignorable(),
      }),
      /** A bit for each operation that is allowed (KIP-430); the lowest integer: not asked for. */
      topicAuthorizedOperations: int32.since(8).default(-0x80000000),
    }),
    /** A bit for each operation that is allowed (KIP-430); the lowest integer: not asked for. */
    clusterAuthorizedOperations: int32.since(8).until(10).default(-0x80000000),
    /** REBOOTSTRAP_REQUIRED, for clients that shall begin anew (KIP-1102). */
    errorCode: int16.since(13).ignorable(),
  },
});
