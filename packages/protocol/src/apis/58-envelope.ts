import { api, bytes, int16 } from "../schema/index.ts";

/** 58 Envelope: a broker hands a client's request on to the controller (KIP-590). */
export const envelope = api(58, "Envelope", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["controller"],
  request: {
    requestData: bytes,
    requestPrincipal: bytes.nullable(),
    clientHostAddress: bytes,
  },
  response: {
    responseData: bytes.nullable().default(null),
    errorCode: int16,
  },
});
