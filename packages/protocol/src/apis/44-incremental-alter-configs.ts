import { api, array, bool, int8, int16, int32, string } from "../schema/index.ts";

/** 44 IncrementalAlterConfigs: changes single settings of resources: set, delete, append, subtract (KIP-339). */
export const incrementalAlterConfigs = api(44, "IncrementalAlterConfigs", {
  versions: [0, 1],
  flexible: 1,
  listeners: ["broker", "controller"],
  request: {
    resources: array({
      /** 2: topic, 4: broker, 8: broker logger, 16: client metrics, 32: group. */
      resourceType: int8,
      resourceName: string,
      configs: array({
        name: string,
        /** 0: set, 1: delete, 2: append to a list, 3: subtract from it. */
        configOperation: int8,
        value: string.nullable(),
      }),
    }),
    /** Say what would happen, and do nothing. */
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: int32.default(0),
    responses: array({
      errorCode: int16,
      errorMessage: string.nullable(),
      resourceType: int8,
      resourceName: string,
    }),
  },
});
