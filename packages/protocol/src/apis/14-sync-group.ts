import { api, array, bytes, int16, int32, string } from "../schema/index.ts";

/** 14 SyncGroup: the leader of a classic group hands in the assignment, and every member receives its part. */
export const syncGroup = api(14, "SyncGroup", {
  versions: [0, 5],
  flexible: 4,
  request: {
    groupId: string,
    generationId: int32,
    memberId: string,
    /** Set by static members (KIP-345). */
    groupInstanceId: string.since(3).nullable().default(null),
    /** Compared with the group's, where given (KIP-559). */
    protocolType: string.since(5).nullable().default(null).ignorable(),
    protocolName: string.since(5).nullable().default(null).ignorable(),
    /** From the leader alone. */
    assignments: array({
      memberId: string,
      /** Of consumers: a `ConsumerProtocolAssignment`, with its version before it. */
      assignment: bytes,
    }),
  },
  response: {
    throttleTimeMs: int32.since(1).default(0).ignorable(),
    errorCode: int16,
    protocolType: string.since(5).nullable().default(null).ignorable(),
    protocolName: string.since(5).nullable().default(null).ignorable(),
    assignment: bytes,
  },
});
