import { api, array, bool, int8, int16, int32, string } from "../schema/index.ts";

/** 57 UpdateFeatures: changes finalized feature levels (KIP-584). */
export const updateFeatures = api(57, "UpdateFeatures", {
  versions: [0, 2],
  flexible: 0,
  listeners: ["broker", "controller"],
  request: {
    timeoutMs: int32.default(60000),
    featureUpdates: array({
      feature: string,
      /** Below 1: the feature ends. */
      maxVersionLevel: int16,
      /** Replaced by `upgradeType` (KIP-778). */
      allowDowngrade: bool.until(0),
      /** 1: upgrade only, 2: downgrade if nothing is lost, 3: downgrade. */
      upgradeType: int8.since(1).default(1),
    }),
    validateOnly: bool.since(1).default(false),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable(),
    /** Left out from version 2 on: all of it happens, or nothing. */
    results: array({
      feature: string,
      errorCode: int16,
      errorMessage: string.nullable(),
    })
      .until(1)
      .ignorable(),
  },
});
