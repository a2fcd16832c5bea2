import { array, int64, message, string } from "@ottla/protocol";

/** A delegation token was created or prolonged. */
export const delegationTokenRecord = message("DelegationTokenRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    owner: string,
    requester: string,
    renewers: array(string),
    issueTimestamp: int64,
    maxTimestamp: int64,
    expirationTimestamp: int64,
    tokenId: string,
  },
});
