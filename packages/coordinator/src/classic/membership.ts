import { errorCode } from "@ottla/protocol";
import type { JoinRequest, JoinResponse, SyncResponse } from "../runtime/group-protocol.ts";
import type { Caller, Turn } from "../runtime/turn.ts";
import type { ClassicGroup } from "./classic-group.ts";
import { type ClassicMember, noBytes } from "./classic-member.ts";
import { sessionKey } from "./timer-event.ts";

/** Whether the request comes from a member, and from the one that has the instance id now (KIP-345). An error code. */
export function checkMember(group: ClassicGroup, memberId: string, groupInstanceId: string | null): number {
  if (groupInstanceId !== null) {
    const currentId = group.staticMemberId(groupInstanceId);
    if (currentId === null) return errorCode.UNKNOWN_MEMBER_ID;
    if (currentId !== memberId) return errorCode.FENCED_INSTANCE_ID;
  }
  return group.member(memberId) === null ? errorCode.UNKNOWN_MEMBER_ID : errorCode.NONE;
}

/** A sign of life: the member stays for as long again. */
export function extendSession(
  turn: Turn,
  group: ClassicGroup,
  member: ClassicMember,
  timeoutMs: number = member.sessionTimeoutMs,
): void {
  const { groupId } = group;
  const { memberId } = member;
  const event = { owner: "classic", what: "session expires", groupId, memberId } as const;
  turn.schedule(sessionKey(groupId, memberId), timeoutMs, event);
}

/** Takes a member out and tells it, should it wait for something. The caller sees to the rebalance. */
export function removeMember(turn: Turn, group: ClassicGroup, memberId: string, code: number): void {
  turn.cancel(sessionKey(group.groupId, memberId));
  const member = group.member(memberId);
  if (member !== null) {
    answerJoin(turn, member, failedJoin(code, ""));
    answerSync(turn, member, failedSync(code));
  }
  group.remove(memberId);
}

/** The member is as the request says, and it is this request that waits. */
export function takeOver(
  turn: Turn,
  group: ClassicGroup,
  member: ClassicMember,
  request: JoinRequest,
  caller: Caller<JoinResponse>,
): void {
  group.setProtocols(member, request.protocols);
  member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
  member.sessionTimeoutMs = request.sessionTimeoutMs;
  // Apache Kafka never answers an earlier request that waits. Whoever sent it has sent this one since.
  answerJoin(turn, member, failedJoin(errorCode.REBALANCE_IN_PROGRESS, member.memberId));
  member.joinCaller = caller;
}

/** Answers the member's JoinGroup, if it waits for one. */
export function answerJoin(turn: Turn, member: ClassicMember, response: JoinResponse): void {
  if (member.joinCaller === null) return;
  turn.answer(member.joinCaller, response);
  member.joinCaller = null;
}

/** Answers the member's SyncGroup, if it waits for one. */
export function answerSync(turn: Turn, member: ClassicMember, response: SyncResponse): void {
  if (member.syncCaller === null) return;
  turn.answer(member.syncCaller, response);
  member.syncCaller = null;
}

export function failedJoin(code: number, memberId: string): JoinResponse {
  return {
    errorCode: code,
    memberId,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: "",
    skipAssignment: false,
    members: [],
  };
}

export function failedSync(code: number): SyncResponse {
  return { errorCode: code, protocolType: null, protocolName: null, assignment: noBytes };
}
