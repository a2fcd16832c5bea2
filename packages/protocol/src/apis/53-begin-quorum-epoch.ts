import { api, array, int16, int32, string, uint16, uuid } from "../schema/index.ts";

/** 53 BeginQuorumEpoch: a new leader of the metadata quorum tells the voters. */
export const beginQuorumEpoch = api(53, "BeginQuorumEpoch", {
  versions: [0, 1],
  flexible: 1,
  listeners: ["controller"],
  request: {
    clusterId: string.nullable().default(null),
    /** Whom the request is meant for, so that a voter knows whether it is it (KIP-853). */
    voterId: int32.since(1).default(-1).ignorable(),
    topics: array({
      topicName: string,
      partitions: array({
        partitionIndex: int32,
        voterDirectoryId: uuid.since(1).ignorable(),
        leaderId: int32,
        leaderEpoch: int32,
      }),
    }),
    /** How the new leader is reached (KIP-853). */
    leaderEndpoints: array({
      name: string,
      host: string,
      port: uint16,
    })
      .since(1)
      .ignorable(),
  },
  response: {
    errorCode: int16,
    topics: array({
      topicName: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        leaderId: int32,
        leaderEpoch: int32,
      }),
    }),
    /** How the leader is reached (KIP-853). */
    nodeEndpoints: array({
      nodeId: int32,
      host: string,
      port: uint16,
    })
      .since(1)
      .tag(0),
  },
});
