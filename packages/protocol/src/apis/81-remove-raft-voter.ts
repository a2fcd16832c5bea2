import { api, int16, int32, string, uuid } from "../schema/index.ts";

/** 81 RemoveRaftVoter: removes a voter from the metadata quorum. */
export const removeRaftVoter = api(81, "RemoveRaftVoter", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["broker", "controller"],
  request: {
    /** Null is not compared. */
    clusterId: string.nullable(),
    voterId: int32,
    voterDirectoryId: uuid,
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable().ignorable(),
  },
});
