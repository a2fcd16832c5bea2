import { errorCode } from "@ottla/protocol";
import type { LeaveRequest } from "../runtime/group-protocol.ts";
import type { Turn } from "../runtime/turn.ts";
import type { ClassicGroup } from "./classic-group.ts";
import { checkMember, removeMember } from "./membership.ts";
import { completeJoinIfEverybodyIsThere, rebalanceOrCompleteJoin } from "./rebalance.ts";

/** LeaveGroup to a classic group: takes out each of the members, then rebalances once. Returns an error code for each. */
export function leaveClassicGroup(turn: Turn, group: ClassicGroup, request: LeaveRequest): number[] {
  const codes = request.members.map((member) => leave(turn, group, member));
  if (codes.includes(errorCode.NONE)) {
    if (group.state === "PreparingRebalance") completeJoinIfEverybodyIsThere(turn, group);
    else if (group.state !== "Empty") rebalanceOrCompleteJoin(turn, group, "members left");
  }
  return codes;
}

/** Without a member id, the instance id says who leaves: so an admin takes out a static member (KIP-345). */
function leave(turn: Turn, group: ClassicGroup, member: LeaveRequest["members"][number]): number {
  let { memberId } = member;
  if (memberId === "") {
    const staticId = member.groupInstanceId === null ? null : group.staticMemberId(member.groupInstanceId);
    if (staticId === null) return errorCode.UNKNOWN_MEMBER_ID;
    memberId = staticId;
  } else if (!group.pendingMembers.has(memberId)) {
    const code = checkMember(group, memberId, member.groupInstanceId);
    if (code !== errorCode.NONE) return code;
  }
  removeMember(turn, group, memberId, errorCode.UNKNOWN_MEMBER_ID);
  turn.note("info", "a member leaves its group", { group: group.groupId, memberId, reason: member.reason });
  return errorCode.NONE;
}
