import { api, array, bool, int16, int32, int64, string, uint16, uuid } from "../schema/index.ts";

/** 52 Vote: a candidate asks a voter of the metadata quorum for its vote (KIP-595). */
export const vote = api(52, "Vote", {
  versions: [0, 2],
  flexible: 0,
  listeners: ["controller"],
  request: {
    clusterId: string.nullable().default(null),
    /** Whom the request is meant for, so that a voter knows whether it is it (KIP-853). */
    voterId: int32.since(1).default(-1).ignorable(),
    topics: array({
      topicName: string,
      partitions: array({
        partitionIndex: int32,
        /** The epoch that the candidate wants to lead. */
        replicaEpoch: int32,
        replicaId: int32,
        replicaDirectoryId: uuid.since(1).ignorable(),
        voterDirectoryId: uuid.since(1).ignorable(),
        lastOffsetEpoch: int32,
        lastOffset: int64,
        /** Would it get the vote? Nothing changes yet (KIP-996). */
        preVote: bool.since(2),
      }),
    }),
  },
  response: {
    errorCode: int16,
    topics: array({
      topicName: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        /** -1: none is known. */
        leaderId: int32,
        leaderEpoch: int32,
        voteGranted: bool,
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
