import { api, int16, int32, string } from "../schema/index.ts";

/** 64 UnregisterBroker: forgets a broker that is gone for good. */
export const unregisterBroker = api(64, "UnregisterBroker", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["broker", "controller"],
  request: {
    brokerId: int32,
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable(),
  },
});
