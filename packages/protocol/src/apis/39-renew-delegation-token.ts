import { api, bytes, int16, int32, int64 } from "../schema/index.ts";

/** 39 RenewDelegationToken: prolongs a delegation token. */
export const renewDelegationToken = api(39, "RenewDelegationToken", {
  versions: [1, 2],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    /** Says which token. */
    hmac: bytes,
    /** -1: as the broker is set. */
    renewPeriodMs: int64,
  },
  response: {
    errorCode: int16,
    expiryTimestampMs: int64,
    throttleTimeMs: int32.default(0),
  },
});
