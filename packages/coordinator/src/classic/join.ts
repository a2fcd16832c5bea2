import { errorCode } from "@ottla/protocol";
import type { JoinRequest, JoinResponse } from "../runtime/group-protocol.ts";
import type { Caller, Turn } from "../runtime/turn.ts";
import type { ClassicGroup } from "./classic-group.ts";
import { ClassicMember } from "./classic-member.ts";
import { createClassicGroup } from "./group-metadata.ts";
import { joinStatic } from "./join-static.ts";
import { checkMember, extendSession, failedJoin, takeOver } from "./membership.ts";
import { joined, rebalanceOrCompleteJoin } from "./rebalance.ts";
import { sessionKey } from "./timer-event.ts";

/**
 * A new member's first session lasts until it has its first answer, however short its session timeout is: it cannot
 * send heartbeats before. Five minutes, as in Apache Kafka.
 */
const newMemberTimeoutMs = 5 * 60 * 1000;

/** From JoinGroup v4 on a dynamic member is given its id first, and joins with it (KIP-394). */
const memberIdRequiredSince = 4;

/** JoinGroup to a classic group, or to none yet. The caller waits until the join phase ends. */
export function joinClassicGroup(
  turn: Turn,
  known: ClassicGroup | null,
  request: JoinRequest,
  caller: Caller<JoinResponse>,
): void {
  const isUnknown = request.memberId === "";
  if (known === null && !isUnknown) {
    turn.answer(caller, failedJoin(errorCode.UNKNOWN_MEMBER_ID, request.memberId));
    return;
  }
  const group = known ?? createClassicGroup(turn, request.groupId);
  if (!hasRoomFor(turn, group, request.memberId)) {
    group.remove(request.memberId);
    turn.cancel(sessionKey(group.groupId, request.memberId));
    turn.answer(caller, failedJoin(errorCode.GROUP_MAX_SIZE_REACHED, ""));
  } else if (!group.canWorkWith(request.protocolType, request.protocols)) {
    turn.answer(caller, failedJoin(errorCode.INCONSISTENT_GROUP_PROTOCOL, request.memberId));
  } else if (isUnknown) {
    joinAsNew(turn, group, request, caller);
  } else {
    joinAgain(turn, group, request, caller);
  }
}

function hasRoomFor(turn: Turn, group: ClassicGroup, memberId: string): boolean {
  const { maxGroupSize } = turn.state.config;
  const member = group.member(memberId);
  switch (group.state) {
    case "Empty":
      return true;
    case "PreparingRebalance": {
      // Who has joined first is in: members of the last generation have no claim.
      if ((member !== null && member.joinCaller !== null) || group.members.size < maxGroupSize) return true;
      let waitingCount = 0;
      for (const each of group.members.values()) if (each.joinCaller !== null) waitingCount += 1;
      return waitingCount < maxGroupSize;
    }
    case "CompletingRebalance":
    case "Stable":
      return member !== null || group.members.size < maxGroupSize;
  }
}

function joinAsNew(
  turn: Turn,
  group: ClassicGroup,
  request: JoinRequest,
  caller: Caller<JoinResponse>,
): void {
  const memberId = `${request.groupInstanceId ?? request.clientId}-${randomUuid(turn)}`;
  const { groupId } = group;
  if (request.groupInstanceId !== null) {
    const oldMemberId = group.staticMemberId(request.groupInstanceId);
    if (oldMemberId !== null)
      joinStatic(turn, group, request, caller, { oldMemberId, newMemberId: memberId });
    else addMember(turn, group, request, caller, memberId);
  } else if (request.apiVersion >= memberIdRequiredSince) {
    group.pendingMembers.add(memberId);
    const event = { owner: "classic", what: "session expires", groupId, memberId } as const;
    turn.schedule(sessionKey(groupId, memberId), request.sessionTimeoutMs, event);
    turn.answer(caller, failedJoin(errorCode.MEMBER_ID_REQUIRED, memberId));
  } else {
    addMember(turn, group, request, caller, memberId);
  }
}

function joinAgain(
  turn: Turn,
  group: ClassicGroup,
  request: JoinRequest,
  caller: Caller<JoinResponse>,
): void {
  const { memberId, groupInstanceId } = request;
  if (group.pendingMembers.has(memberId)) {
    // An id that was given to a dynamic member: no static member has it. (Apache Kafka: an unexpected exception.)
    if (groupInstanceId === null) addMember(turn, group, request, caller, memberId);
    else turn.answer(caller, failedJoin(errorCode.UNKNOWN_SERVER_ERROR, ""));
    return;
  }
  const code = checkMember(group, memberId, groupInstanceId);
  const member = group.member(memberId);
  if (code !== errorCode.NONE || member === null) {
    turn.answer(caller, failedJoin(code, memberId));
    return;
  }
  const isUnchanged = member.offersExactly(request.protocols);
  switch (group.state) {
    case "PreparingRebalance":
      return updateMember(turn, group, member, request, caller, "a member joins");
    case "CompletingRebalance":
      // It has not seen the answer to its last join, most likely.
      if (isUnchanged) return turn.answer(caller, joined(group, member));
      return updateMember(turn, group, member, request, caller, "a member changed its metadata");
    case "Stable":
      // The leader joins again when it wants to assign anew, when topics have grown for instance.
      if (group.isLeader(memberId))
        return updateMember(turn, group, member, request, caller, "the leader joins again");
      if (isUnchanged) return turn.answer(caller, joined(group, member));
      return updateMember(turn, group, member, request, caller, "a member changed its metadata");
    case "Empty":
      return turn.answer(caller, failedJoin(errorCode.UNKNOWN_MEMBER_ID, memberId));
  }
}

function addMember(
  turn: Turn,
  group: ClassicGroup,
  request: JoinRequest,
  caller: Caller<JoinResponse>,
  memberId: string,
): void {
  const member = new ClassicMember({ ...request, memberId });
  member.isNew = true;
  member.joinCaller = caller;
  if (group.state === "PreparingRebalance" && group.isInitialJoin) group.newMemberAdded = true;
  group.add(member, request.protocolType);
  extendSession(turn, group, member, newMemberTimeoutMs);
  rebalanceOrCompleteJoin(turn, group, `a member joins; it says: ${request.reason ?? "nothing"}`);
}

function updateMember(
  turn: Turn,
  group: ClassicGroup,
  member: ClassicMember,
  request: JoinRequest,
  caller: Caller<JoinResponse>,
  reason: string,
): void {
  takeOver(turn, group, member, request, caller);
  rebalanceOrCompleteJoin(turn, group, `${reason}; it says: ${request.reason ?? "nothing"}`);
}

/** A random id as Java prints them. */
function randomUuid(turn: Turn): string {
  const bytes = turn.drawBytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
