import { api, array, int16, int32, int64, uuid } from "../schema/index.ts";

/** 73 AssignReplicasToDirs: a broker tells the controller in which log directories replicas are (KIP-858). */
export const assignReplicasToDirs = api(73, "AssignReplicasToDirs", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["controller"],
  request: {
    brokerId: int32,
    brokerEpoch: int64.default(-1),
    directories: array({
      /** Zero is lost, so that the replicas below are offline. */
      id: uuid,
      topics: array({
        topicId: uuid,
        partitions: array({
          partitionIndex: int32,
        }),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    directories: array({
      id: uuid,
      topics: array({
        topicId: uuid,
        partitions: array({
          partitionIndex: int32,
          errorCode: int16,
        }),
      }),
    }),
  },
});
