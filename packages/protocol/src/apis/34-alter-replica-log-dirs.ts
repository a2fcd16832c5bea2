import { api, array, int16, int32, string } from "../schema/index.ts";

/** 34 AlterReplicaLogDirs: moves replicas between the log directories of a broker (KIP-113). */
export const alterReplicaLogDirs = api(34, "AlterReplicaLogDirs", {
  versions: [1, 2],
  flexible: 2,
  request: {
    dirs: array({
      /** The directory that the replicas below shall move to. */
      path: string,
      topics: array({
        name: string,
        partitions: array(int32),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    results: array({
      topicName: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
      }),
    }),
  },
});
