import { api, array, bool, int8, int16, int32, string } from "../schema/index.ts";

/** 33 AlterConfigs: replaces all settings of resources. `IncrementalAlterConfigs` does better. */
export const alterConfigs = api(33, "AlterConfigs", {
  versions: [0, 2],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    resources: array({
      /** 2: topic, 4: broker, 8: broker logger, 16: client metrics, 32: group. */
      resourceType: int8,
      resourceName: string,
      configs: array({
        name: string,
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
