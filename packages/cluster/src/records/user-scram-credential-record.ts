import { bytes, int8, int32, message, string } from "@ottla/protocol";

/** A user got a SCRAM credential (KIP-900). */
export const userScramCredentialRecord = message("UserScramCredentialRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    name: string,
    mechanism: int8,
    salt: bytes,
    storedKey: bytes,
    serverKey: bytes,
    iterations: int32,
  },
});
