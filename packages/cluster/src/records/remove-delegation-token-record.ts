import { message, string } from "@ottla/protocol";

/** A delegation token was removed. */
export const removeDelegationTokenRecord = message("RemoveDelegationTokenRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    tokenId: string,
  },
});
