import { api, bytes, int16, int64, string } from "../schema/index.ts";

/** 36 SaslAuthenticate: carries the messages of a SASL exchange. */
export const saslAuthenticate = api(36, "SaslAuthenticate", {
  versions: [0, 2],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    authBytes: bytes,
  },
  response: {
    errorCode: int16,
    errorMessage: string.nullable(),
    authBytes: bytes,
    /** Within this time the client authenticates again (KIP-368). 0: it need not. */
    sessionLifetimeMs: int64.since(1).default(0).ignorable(),
  },
});
