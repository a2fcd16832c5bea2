import { api, array, int16, string } from "../schema/index.ts";

/** 17 SaslHandshake: chooses the SASL mechanism of a connection. */
export const saslHandshake = api(17, "SaslHandshake", {
  versions: [0, 1],
  listeners: ["broker", "controller"],
  request: {
    mechanism: string,
  },
  response: {
    errorCode: int16,
    /** What the broker offers, whether or not the chosen one is among it. */
    mechanisms: array(string),
  },
});
