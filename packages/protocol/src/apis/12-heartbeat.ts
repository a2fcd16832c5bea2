import { api, int16, int32, string } from "../schema/index.ts";

/** 12 Heartbeat: a member of a classic group says that it is alive, and hears whether to join again. */
export const heartbeat = api(12, "Heartbeat", {
  versions: [0, 4],
  flexible: 4,
  request: {
    groupId: string,
    generationId: int32,
    memberId: string,
    /** Set by static members (KIP-345). */
    groupInstanceId: string.since(3).nullable().default(null),
  },
  response: {
    throttleTimeMs: int32.since(1).default(0).ignorable(),
    errorCode: int16,
  },
});
