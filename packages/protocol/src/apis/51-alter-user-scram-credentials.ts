import { api, array, bytes, int8, int16, int32, string } from "../schema/index.ts";

/** 51 AlterUserScramCredentials: sets and removes SCRAM credentials of users. */
export const alterUserScramCredentials = api(51, "AlterUserScramCredentials", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["broker", "controller"],
  request: {
    deletions: array({
      name: string,
      /** 1: SCRAM-SHA-256, 2: SCRAM-SHA-512. */
      mechanism: int8,
    }),
    upsertions: array({
      name: string,
      mechanism: int8,
      iterations: int32,
      salt: bytes,
      /** The password itself does not travel. */
      saltedPassword: bytes,
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    results: array({
      user: string,
      errorCode: int16,
      errorMessage: string.nullable(),
    }),
  },
});
