import { api, array, int16, int32, string, struct, uint16, uuid } from "../schema/index.ts";

/** 82 UpdateRaftVoter: a voter tells the leader of the metadata quorum its endpoints and versions. */
export const updateRaftVoter = api(82, "UpdateRaftVoter", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["controller"],
  request: {
    /** Null is not compared. */
    clusterId: string.nullable(),
    currentLeaderEpoch: int32,
    voterId: int32,
    voterDirectoryId: uuid,
    listeners: array({
      name: string,
      host: string,
      port: uint16,
    }),
    /** What the voter could do. */
    kRaftVersionFeature: {
      minSupportedVersion: int16,
      maxSupportedVersion: int16,
    },
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    currentLeader: struct({
      leaderId: int32.default(-1),
      leaderEpoch: int32.default(-1),
      host: string,
      port: int32,
    }).tag(0),
  },
});
