import { api, array, bool, int16, int32, string } from "../schema/index.ts";

/** 37 CreatePartitions: adds partitions to topics (KIP-195). */
export const createPartitions = api(37, "CreatePartitions", {
  versions: [0, 3],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    topics: array({
      name: string,
      /** How many there shall be in all. */
      count: int32,
      /** For the new ones. Null: the controller chooses. */
      assignments: array({
        brokerIds: array(int32),
      }).nullable(),
    }),
    timeoutMs: int32,
    /** Say what would happen, and do nothing. */
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: int32.default(0),
    results: array({
      name: string,
      errorCode: int16,
      errorMessage: string.nullable().default(null),
    }),
  },
});
