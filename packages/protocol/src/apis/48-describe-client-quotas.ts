import { api, array, bool, float64, int8, int16, int32, string } from "../schema/index.ts";

/** 48 DescribeClientQuotas: lists client quotas that match a filter (KIP-546). */
export const describeClientQuotas = api(48, "DescribeClientQuotas", {
  versions: [0, 1],
  flexible: 1,
  request: {
    components: array({
      /** `user`, `client-id` or `ip`. */
      entityType: string,
      /** 0: the entity called `match`, 1: the default, 2: any with a name. */
      matchType: int8,
      match: string.nullable(),
    }),
    /** Leave out what has other components besides. */
    strict: bool,
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable(),
    entries: array({
      entity: array({
        entityType: string,
        /** Null: the default. */
        entityName: string.nullable(),
      }),
      values: array({
        key: string,
        value: float64,
      }),
    }).nullable(),
  },
});
