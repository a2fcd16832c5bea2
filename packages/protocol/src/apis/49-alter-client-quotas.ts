import { api, array, bool, float64, int16, int32, string } from "../schema/index.ts";

/** 49 AlterClientQuotas: changes client quotas. */
export const alterClientQuotas = api(49, "AlterClientQuotas", {
  versions: [0, 1],
  flexible: 1,
  listeners: ["broker", "controller"],
  request: {
    entries: array({
      entity: array({
        /** `user`, `client-id` or `ip`. */
        entityType: string,
        /** Null: the default. */
        entityName: string.nullable(),
      }),
      ops: array({
        key: string,
        value: float64,
        remove: bool,
      }),
    }),
    /** Say what would happen, and do nothing. */
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: int32.default(0),
    entries: array({
      errorCode: int16,
      errorMessage: string.nullable(),
      entity: array({
        entityType: string,
        entityName: string.nullable(),
      }),
    }),
  },
});
