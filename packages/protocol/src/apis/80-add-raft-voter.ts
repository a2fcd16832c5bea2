import { api, array, bool, int16, int32, string, uint16, uuid } from "../schema/index.ts";

/** 80 AddRaftVoter: adds a voter to the metadata quorum (KIP-853). */
export const addRaftVoter = api(80, "AddRaftVoter", {
  versions: [0, 1],
  flexible: 0,
  listeners: ["broker", "controller"],
  request: {
    /** Null is not compared. */
    clusterId: string.nullable(),
    timeoutMs: int32,
    voterId: int32,
    voterDirectoryId: uuid,
    listeners: array({
      name: string,
      host: string,
      port: uint16,
    }),
    /** Answer when the new voters are committed; otherwise when they are written (KIP-1186). */
    ackWhenCommitted: bool.since(1).default(true),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable().ignorable(),
  },
});
