import { api, bytes, int16 } from "../schema/index.ts";

/** 58 Envelope: a broker hands a client's request on to the controller (KIP-590). */
export const envelope = api(58, "Envelope", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["controller"],
  request: {
    /** The whole request, its header too. */
    requestData: bytes,
    /** Version and `DefaultPrincipalData`, unless the broker has principals of its own kind. */
    requestPrincipal: bytes.nullable(),
    /** 4 bytes or 16. */
    clientHostAddress: bytes,
  },
  response: {
    /** The whole response, its header too. */
    responseData: bytes.nullable().default(null),
    errorCode: int16,
  },
});
