import { api, array, bool, int16, int32, string } from "../schema/index.ts";

/** 45 AlterPartitionReassignments: moves partitions to other replicas, or cancels a move (KIP-455). */
export const alterPartitionReassignments = api(45, "AlterPartitionReassignments", {
  versions: [0, 1],
  flexible: 0,
  listeners: ["broker", "controller"],
  request: {
    timeoutMs: int32.default(60000),
    /** (KIP-860) */
    allowReplicationFactorChange: bool.since(1).default(true),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        /** Null: cancel the move. */
        replicas: array(int32).nullable().default(null),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    allowReplicationFactorChange: bool.since(1).default(true).ignorable(),
    errorCode: int16,
    errorMessage: string.nullable(),
    responses: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        errorMessage: string.nullable(),
      }),
    }),
  },
});
