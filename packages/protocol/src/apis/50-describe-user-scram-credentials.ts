import { api, array, int8, int16, int32, string } from "../schema/index.ts";

/** 50 DescribeUserScramCredentials: lists which users have SCRAM credentials (KIP-554). */
export const describeUserScramCredentials = api(50, "DescribeUserScramCredentials", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["broker", "controller"],
  request: {
    /** Null or none: all. */
    users: array({
      name: string,
    }).nullable(),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable(),
    results: array({
      user: string,
      errorCode: int16,
      errorMessage: string.nullable(),
      credentialInfos: array({
        /** 1: SCRAM-SHA-256, 2: SCRAM-SHA-512. */
        mechanism: int8,
        iterations: int32,
      }),
    }),
  },
});
