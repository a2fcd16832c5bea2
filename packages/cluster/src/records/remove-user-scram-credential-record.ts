import { int8, message, string } from "@ottla/protocol";

/** A user lost a SCRAM credential. */
export const removeUserScramCredentialRecord = message("RemoveUserScramCredentialRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    name: string,
    mechanism: int8,
  },
});
