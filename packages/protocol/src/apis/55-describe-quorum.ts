import { api, array, int16, int32, int64, string, uint16, uuid } from "../schema/index.ts";

/**
 * 55 DescribeQuorum: tells the state of the metadata quorum: leader, voters, observers, and how far each has
 * come.
 */
export const describeQuorum = api(55, "DescribeQuorum", {
  versions: [0, 2],
  flexible: 0,
  listeners: ["broker", "controller"],
  request: {
    topics: array({
      topicName: string,
      partitions: array({
        partitionIndex: int32,
      }),
    }),
  },
  response: {
    errorCode: int16,
    errorMessage: string.since(2).nullable().ignorable(),
    topics: array({
      topicName: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        errorMessage: string.since(2).nullable().ignorable(),
        leaderId: int32,
        leaderEpoch: int32,
        highWatermark: int64,
        currentVoters: array({
          replicaId: int32,
          replicaDirectoryId: uuid.since(2),
          logEndOffset: int64,
          /** (KIP-836) */
          lastFetchTimestamp: int64.since(1).default(-1).ignorable(),
          /** When it last had everything that the leader had. */
          lastCaughtUpTimestamp: int64.since(1).default(-1).ignorable(),
        }),
        observers: array({
          replicaId: int32,
          replicaDirectoryId: uuid.since(2),
          logEndOffset: int64,
          lastFetchTimestamp: int64.since(1).default(-1).ignorable(),
          lastCaughtUpTimestamp: int64.since(1).default(-1).ignorable(),
        }),
      }),
    }),
    /** How the voters are reached (KIP-853). */
    nodes: array({
      nodeId: int32,
      listeners: array({
        name: string,
        host: string,
        port: uint16,
      }),
    }).since(2),
  },
});
