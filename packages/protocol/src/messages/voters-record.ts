import { array, int16, int32, message, string, uint16, uuid } from "../schema/index.ts";

/** Value of the control record that states the voters of the metadata quorum (KIP-853). */
export const votersRecord = message("VotersRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    version: int16,
    voters: array({
      voterId: int32,
      voterDirectoryId: uuid,
      endpoints: array({
        name: string,
        host: string,
        port: uint16,
      }),
      kRaftVersionFeature: {
        minSupportedVersion: int16,
        maxSupportedVersion: int16,
      },
    }),
  },
});
