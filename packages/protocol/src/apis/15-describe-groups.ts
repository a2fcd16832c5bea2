import { api, array, bool, bytes, int16, int32, string } from "../schema/index.ts";

/** 15 DescribeGroups: tells state and members of classic groups. */
export const describeGroups = api(15, "DescribeGroups", {
  versions: [0, 6],
  flexible: 5,
  request: {
    groups: array(string),
    includeAuthorizedOperations: bool.since(3),
  },
  response: {
    throttleTimeMs: int32.since(1).default(0).ignorable(),
    groups: array({
      errorCode: int16,
      errorMessage: string.since(6).nullable().default(null),
      groupId: string,
      groupState: string,
      /** `consumer` for consumers; empty: none. */
      protocolType: string,
      /** The protocol that the members agreed on; empty: none. */
      protocolData: string,
      members: array({
        memberId: string,
        groupInstanceId: string.since(4).nullable().default(null).ignorable(),
        clientId: string,
        /** As Java prints an address: `/10.0.0.1`. */
        clientHost: string,
        /** As it came with JoinGroup. */
        memberMetadata: bytes,
        /** As it came with SyncGroup. */
        memberAssignment: bytes,
      }),
      /** A bit for each operation that is allowed (KIP-430); the lowest integer: not asked for. */
      authorizedOperations: int32.since(3).default(-0x80000000),
    }),
  },
});
