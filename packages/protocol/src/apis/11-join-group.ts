import { api, array, bool, bytes, int16, int32, string } from "../schema/index.ts";

/** 11 JoinGroup: makes a client a member of a classic group; answered when the rebalance has gathered everybody. */
export const joinGroup = api(11, "JoinGroup", {
  versions: [0, 9],
  flexible: 6,
  request: {
    groupId: string,
    sessionTimeoutMs: int32,
    /** How long others wait for the member in a rebalance. -1, in version 0: the session timeout. */
    rebalanceTimeoutMs: int32.since(1).default(-1).ignorable(),
    /** Empty at first. MEMBER_ID_REQUIRED then brings the id to join with (KIP-394). */
    memberId: string,
    /** Set by static members (KIP-345). */
    groupInstanceId: string.since(5).nullable().default(null),
    protocolType: string,
    /** What the member understands, the best first. */
    protocols: array({
      name: string,
      /** Of consumers: a `ConsumerProtocolSubscription`, with its version before it. */
      metadata: bytes,
    }),
    /** For the broker's log (KIP-800). */
    reason: string.since(8).nullable().default(null).ignorable(),
  },
  response: {
    throttleTimeMs: int32.since(2).default(0).ignorable(),
    errorCode: int16,
    generationId: int32.default(-1),
    protocolType: string.since(7).nullable().default(null).ignorable(),
    /** Null in an error's answer. */
    protocolName: string.nullable(7),
    leader: string,
    /** The leader may go on with the assignment that there is: a static member is back (KIP-814). */
    skipAssignment: bool.since(9).default(false),
    memberId: string,
    /** For the leader alone, who assigns. */
    members: array({
      memberId: string,
      groupInstanceId: string.since(5).nullable().default(null).ignorable(),
      metadata: bytes,
    }),
  },
});
