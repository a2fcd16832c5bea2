import { api, array, int16, int32, string } from "../schema/index.ts";

/** 13 LeaveGroup: takes members out of a classic group. */
export const leaveGroup = api(13, "LeaveGroup", {
  versions: [0, 5],
  flexible: 4,
  request: {
    groupId: string,
    /** One member; several from version 3 on, for administrators (KIP-345). */
    memberId: string.until(2),
    members: array({
      memberId: string,
      /** Enough for a static member (KIP-345). */
      groupInstanceId: string.nullable().default(null),
      /** For the broker's log (KIP-800). */
      reason: string.since(5).nullable().default(null).ignorable(),
    }).since(3),
  },
  response: {
    throttleTimeMs: int32.since(1).default(0).ignorable(),
    errorCode: int16,
    members: array({
      memberId: string,
      groupInstanceId: string.nullable(),
      errorCode: int16,
    }).since(3),
  },
});
