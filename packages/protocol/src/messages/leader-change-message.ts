import { array, int16, int32, message, uuid } from "../schema/index.ts";

/** Value of the control record that begins the epoch of a leader of the metadata quorum. */
export const leaderChangeMessage = message("LeaderChangeMessage", {
  versions: [0, 1],
  flexible: 0,
  fields: {
    version: int16,
    leaderId: int32,
    voters: array({
      voterId: int32,
      voterDirectoryId: uuid.since(1),
    }),
    /** Those that voted for the leader. */
    grantingVoters: array({
      voterId: int32,
      voterDirectoryId: uuid.since(1),
    }),
  },
});
