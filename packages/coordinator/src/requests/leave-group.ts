import { errorCode, type leaveGroup, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { leaveClassicGroup } from "../classic/leave.ts";
import { consumerProtocol } from "../consumer/consumer-protocol.ts";
import type { LeaveRequest } from "../runtime/group-protocol.ts";
import type { Turn } from "../runtime/turn.ts";
import type { GroupRouter, RequestOrigin } from "./request-origin.ts";

/** From this version on several members can leave at once, each with a code of its own (KIP-345). */
const severalSince = 3;

/** 13 LeaveGroup. */
export async function answerLeaveGroup(
  router: GroupRouter,
  request: RequestOf<typeof leaveGroup>,
  origin: RequestOrigin,
): Promise<ResponseInput<typeof leaveGroup>> {
  const { groupId } = request;
  if (groupId === "") return { errorCode: errorCode.INVALID_GROUP_ID, members: [] };
  const members =
    origin.apiVersion >= severalSince
      ? request.members
      : [{ memberId: request.memberId, groupInstanceId: null, reason: null }];
  const result = await router.ask<number | number[]>(
    groupId,
    (turn) => route(turn, { groupId, members }),
    (code) => code,
  );
  if (typeof result === "number") return { errorCode: result, members: [] };
  if (origin.apiVersion < severalSince) return { errorCode: result[0]!, members: [] };
  return {
    errorCode: errorCode.NONE,
    members: members.map(({ memberId, groupInstanceId }, index) => ({
      memberId,
      groupInstanceId,
      errorCode: result[index]!,
    })),
  };
}

function route(turn: Turn, request: LeaveRequest): number[] {
  const group = turn.state.groups.get(request.groupId);
  if (group?.type === "classic") return leaveClassicGroup(turn, group, request);
  if (group?.type === "consumer") return consumerProtocol.classicLeave(turn, group, request);
  return request.members.map(() => errorCode.UNKNOWN_MEMBER_ID);
}
