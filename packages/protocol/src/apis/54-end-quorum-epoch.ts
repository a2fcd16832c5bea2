import { api, array, int16, int32, string, uint16, uuid } from "../schema/index.ts";

/** 54 EndQuorumEpoch: a leader of the metadata quorum resigns. */
export const endQuorumEpoch = api(54, "EndQuorumEpoch", {
  versions: [0, 1],
  flexible: 1,
  listeners: ["controller"],
  request: {
    clusterId: string.nullable().default(null),
    topics: array({
      topicName: string,
      partitions: array({
        partitionIndex: int32,
        leaderId: int32,
        leaderEpoch: int32,
        /** Who is furthest, in order: the first stands for election at once. */
        preferredSuccessors: array(int32).until(0).ignorable(),
        /** The same, with directories (KIP-853). */
        preferredCandidates: array({
          candidateId: int32,
          candidateDirectoryId: uuid,
        })
          .since(1)
          .ignorable(),
      }),
    }),
    /** How the leader that resigns is reached (KIP-853). */
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
