import { api, array, int8, int16, int32, string } from "../schema/index.ts";

/** 43 ElectLeaders: has the controller elect leaders: the preferred replicas, or unclean ones (KIP-460). */
export const electLeaders = api(43, "ElectLeaders", {
  versions: [0, 2],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    /** 0: the preferred replica, 1: one out of sync if it must be. */
    electionType: int8.since(1),
    /** Null: all. */
    topicPartitions: array({
      topic: string,
      partitions: array(int32),
    }).nullable(),
    timeoutMs: int32.default(60000),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16.since(1),
    replicaElectionResults: array({
      topic: string,
      partitionResult: array({
        partitionId: int32,
        /** ELECTION_NOT_NEEDED where the right one leads already. */
        errorCode: int16,
        errorMessage: string.nullable(),
      }),
    }),
  },
});
