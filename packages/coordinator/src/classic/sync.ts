import { errorCode } from "@ottla/protocol";
import type { SyncRequest, SyncResponse } from "../runtime/group-protocol.ts";
import type { Caller, Turn } from "../runtime/turn.ts";
import type { ClassicGroup } from "./classic-group.ts";
import type { ClassicMember } from "./classic-member.ts";
import { groupMetadataFits, writeGroupMetadata } from "./group-metadata.ts";
import { answerSync, checkMember, extendSession, failedSync } from "./membership.ts";
import { endSyncPhase, prepareRebalance } from "./rebalance.ts";

/**
 * SyncGroup to a classic group: members wait for their assignments, the leader brings them. They are recorded before
 * anybody is told.
 */
export function syncClassicGroup(
  turn: Turn,
  group: ClassicGroup,
  request: SyncRequest,
  caller: Caller<SyncResponse>,
): void {
  const code = checkSync(group, request);
  const member = group.member(request.memberId);
  if (code !== errorCode.NONE || member === null) {
    turn.answer(caller, failedSync(code));
    return;
  }
  if (group.state === "PreparingRebalance") {
    turn.answer(caller, failedSync(errorCode.REBALANCE_IN_PROGRESS));
    return;
  }
  removePendingSync(turn, group, member);
  if (group.state === "Stable") {
    turn.answer(caller, synced(group, member));
    return;
  }
  // Apache Kafka never answers an earlier request that waits. Whoever sent it has sent this one since.
  answerSync(turn, member, failedSync(errorCode.REBALANCE_IN_PROGRESS));
  member.syncCaller = caller;
  if (group.isLeader(member.memberId)) assign(turn, group, request);
}

function checkSync(group: ClassicGroup, request: SyncRequest): number {
  if (group.state === "Empty") return errorCode.UNKNOWN_MEMBER_ID;
  const code = checkMember(group, request.memberId, request.groupInstanceId);
  if (code !== errorCode.NONE) return code;
  if (request.generationId !== group.generationId) return errorCode.ILLEGAL_GENERATION;
  const isConsistent =
    agrees(request.protocolType, group.protocolType) && agrees(request.protocolName, group.protocolName);
  return isConsistent ? errorCode.NONE : errorCode.INCONSISTENT_GROUP_PROTOCOL;
}

function agrees(requested: string | null, actual: string | null): boolean {
  return requested === null || actual === null || requested === actual;
}

/** Members that the leader left out get an empty assignment. */
function assign(turn: Turn, group: ClassicGroup, request: SyncRequest): void {
  const assignments = new Map(request.assignments.map(({ memberId, assignment }) => [memberId, assignment]));
  if (!groupMetadataFits(turn, group, assignments)) {
    for (const member of group.members.values())
      answerSync(turn, member, failedSync(errorCode.UNKNOWN_SERVER_ERROR));
    prepareRebalance(turn, group, "the assignment is too large to be recorded");
    return;
  }
  writeGroupMetadata(turn, group, assignments);
  turn.note("info", "a group has its assignment", {
    group: group.groupId,
    generation: group.generationId,
    members: group.members.size,
    protocol: group.protocolName,
  });
  for (const member of group.members.values()) {
    if (member.syncCaller === null) continue;
    answerSync(turn, member, synced(group, member));
    extendSession(turn, group, member);
  }
}

function synced(group: ClassicGroup, member: ClassicMember): SyncResponse {
  return {
    errorCode: errorCode.NONE,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  };
}

function removePendingSync(turn: Turn, group: ClassicGroup, member: ClassicMember): void {
  group.pendingSyncMembers.delete(member.memberId);
  if (group.pendingSyncMembers.size === 0) endSyncPhase(turn, group);
}
