import { api, bytes, int16, int32, int64 } from "../schema/index.ts";

/** 40 ExpireDelegationToken: ends a delegation token, now or at a given time. */
export const expireDelegationToken = api(40, "ExpireDelegationToken", {
  versions: [1, 2],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    /** Says which token. */
    hmac: bytes,
    /** From now; negative: at once. */
    expiryTimePeriodMs: int64,
  },
  response: {
    errorCode: int16,
    expiryTimestampMs: int64,
    throttleTimeMs: int32.default(0),
  },
});
