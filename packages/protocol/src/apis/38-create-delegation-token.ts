import { api, array, bytes, int16, int32, int64, string } from "../schema/index.ts";

/** 38 CreateDelegationToken: creates a delegation token (KIP-48). */
export const createDelegationToken = api(38, "CreateDelegationToken", {
  versions: [1, 3],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    /** Null: whoever asks (KIP-373). */
    ownerPrincipalType: string.since(3).nullable(),
    ownerPrincipalName: string.since(3).nullable(),
    renewers: array({
      principalType: string,
      principalName: string,
    }),
    /** -1: as the broker is set. */
    maxLifetimeMs: int64,
  },
  response: {
    errorCode: int16,
    principalType: string,
    principalName: string,
    tokenRequesterPrincipalType: string.since(3),
    tokenRequesterPrincipalName: string.since(3),
    issueTimestampMs: int64,
    expiryTimestampMs: int64,
    /** No renewal goes beyond it. */
    maxTimestampMs: int64,
    tokenId: string,
    /** What the bearer authenticates with: the password of SCRAM. */
    hmac: bytes,
    throttleTimeMs: int32.default(0),
  },
});
