import { api, array, bytes, int16, int32, int64, string } from "../schema/index.ts";

/** 41 DescribeDelegationToken: lists delegation tokens. */
export const describeDelegationToken = api(41, "DescribeDelegationToken", {
  versions: [1, 3],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    /** Null: of everybody. */
    owners: array({
      principalType: string,
      principalName: string,
    }).nullable(),
  },
  response: {
    errorCode: int16,
    tokens: array({
      principalType: string,
      principalName: string,
      tokenRequesterPrincipalType: string.since(3),
      tokenRequesterPrincipalName: string.since(3),
      issueTimestamp: int64,
      expiryTimestamp: int64,
      maxTimestamp: int64,
      tokenId: string,
      hmac: bytes,
      renewers: array({
        principalType: string,
        principalName: string,
      }),
    }),
    throttleTimeMs: int32.default(0),
  },
});
