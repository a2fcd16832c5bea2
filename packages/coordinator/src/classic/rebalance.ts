import { errorCode } from "@ottla/protocol";
import type { JoinResponse } from "../runtime/group-protocol.ts";
import type { Turn } from "../runtime/turn.ts";
import type { ClassicGroup, ClassicGroupState } from "./classic-group.ts";
import { type ClassicMember, noBytes } from "./classic-member.ts";
import { writeGroupMetadata } from "./group-metadata.ts";
import { answerJoin, answerSync, extendSession, failedSync, removeMember } from "./membership.ts";
import { subscribedTopicsOf } from "./subscribed-topics.ts";
import { joinPhaseKey, syncPhaseKey } from "./timer-event.ts";

/** Between two looks for static members that do not come back: members may have said that they take no time at all. */
const leastWaitMs = 1000;

/** Members have changed: begins a rebalance, or, in the middle of a join phase, ends it if all are there. */
export function rebalanceOrCompleteJoin(turn: Turn, group: ClassicGroup, reason: string): void {
  if (group.state === "PreparingRebalance") completeJoinIfEverybodyIsThere(turn, group);
  else prepareRebalance(turn, group, reason);
}

/** Begins the join phase: every member has to join again. Of an empty group: its first members have to come. */
export function prepareRebalance(turn: Turn, group: ClassicGroup, reason: string): void {
  if (group.state === "CompletingRebalance") {
    for (const member of group.members.values()) {
      member.assignment = noBytes;
      if (member.syncCaller === null) continue;
      answerSync(turn, member, failedSync(errorCode.REBALANCE_IN_PROGRESS));
      extendSession(turn, group, member);
    }
  }
  endSyncPhase(turn, group);
  group.isInitialJoin = group.state === "Empty";
  enter(turn, group, "PreparingRebalance");
  turn.note("info", "a group rebalances", { group: group.groupId, generation: group.generationId, reason });
  if (!group.isInitialJoin) {
    completeJoinOrWait(turn, group);
    return;
  }
  const delayMs = turn.state.config.initialRebalanceDelayMs;
  waitForMoreMembers(turn, group, delayMs, Math.max(group.rebalanceTimeoutMs() - delayMs, 0));
}

/** Ends the join phase if everybody has joined, unless the group still waits for more first members. */
export function completeJoinIfEverybodyIsThere(turn: Turn, group: ClassicGroup): void {
  if (group.state !== "PreparingRebalance" || group.isInitialJoin) return;
  if (group.hasEverybodyJoined()) completeJoin(turn, group);
}

/** The delay of an empty group is over. It runs again, as long as members keep coming and the time lasts. */
export function endInitialDelay(turn: Turn, group: ClassicGroup, delayMs: number, remainingMs: number): void {
  if (group.state !== "PreparingRebalance" || !group.isInitialJoin) return;
  if (!group.newMemberAdded || remainingMs === 0) {
    completeJoin(turn, group);
    return;
  }
  group.newMemberAdded = false;
  const nextDelayMs = Math.min(turn.state.config.initialRebalanceDelayMs, remainingMs);
  waitForMoreMembers(turn, group, nextDelayMs, Math.max(remainingMs - delayMs, 0));
}

/**
 * Ends the join phase: whoever has not joined is out (static members excepted: they have their session to come back
 * in), and the rest make the next generation.
 */
export function completeJoin(turn: Turn, group: ClassicGroup): void {
  if (group.state !== "PreparingRebalance") return;
  turn.cancel(joinPhaseKey(group.groupId));
  for (const member of group.members.values()) {
    if (member.joinCaller === null && member.groupInstanceId === null) {
      removeMember(turn, group, member.memberId, errorCode.UNKNOWN_MEMBER_ID);
    }
  }
  if (group.members.size > 0 && !electLeader(group)) {
    // Nobody but static members, and none of them is here.
    const timeoutMs = Math.max(group.rebalanceTimeoutMs(), leastWaitMs);
    turn.schedule(joinPhaseKey(group.groupId), timeoutMs, joinPhaseEnds(group));
    return;
  }
  group.isInitialJoin = false;
  group.newMemberAdded = false;
  group.generationId += 1;
  group.pendingSyncMembers.clear();
  if (group.members.size === 0) {
    group.protocolName = null;
    enter(turn, group, "Empty");
    writeGroupMetadata(turn, group, null);
    return;
  }
  group.protocolName = group.selectProtocol();
  group.subscribedTopics = subscribedTopicsOf(group);
  enter(turn, group, "CompletingRebalance");
  for (const member of group.members.values()) {
    answerJoin(turn, member, joined(group, member));
    extendSession(turn, group, member);
    member.isNew = false;
    group.pendingSyncMembers.add(member.memberId);
  }
  const { groupId, generationId } = group;
  const event = { owner: "classic", what: "sync phase ends", groupId, generationId } as const;
  turn.schedule(syncPhaseKey(groupId), group.rebalanceTimeoutMs(), event);
}

/** What a member of the current generation is told; its leader learns who is there, to assign them something. */
export function joined(
  group: ClassicGroup,
  member: ClassicMember,
  members = membersFor(group, member),
): JoinResponse {
  return {
    errorCode: errorCode.NONE,
    memberId: member.memberId,
    generationId: group.generationId,
    protocolType: group.protocolType,
    // As in Kafka, a name that is empty is none.
    protocolName: group.protocolName === "" ? null : group.protocolName,
    leader: group.leaderId ?? "",
    skipAssignment: false,
    members,
  };
}

function membersFor(group: ClassicGroup, member: ClassicMember): JoinResponse["members"] {
  if (!group.isLeader(member.memberId)) return [];
  return Array.from(group.members.values(), (each) => ({
    memberId: each.memberId,
    groupInstanceId: each.groupInstanceId,
    metadata: each.metadataFor(group.protocolName),
  }));
}

/** Members that have not asked for their assignment in time are out. */
export function endSyncPhaseLate(turn: Turn, group: ClassicGroup, generationId: number): void {
  if (generationId !== group.generationId || group.pendingSyncMembers.size === 0) return;
  if (group.state !== "CompletingRebalance" && group.state !== "Stable") return;
  for (const memberId of group.pendingSyncMembers) {
    removeMember(turn, group, memberId, errorCode.UNKNOWN_MEMBER_ID);
  }
  prepareRebalance(turn, group, "members did not ask for their assignment in time");
}

export function endSyncPhase(turn: Turn, group: ClassicGroup): void {
  group.pendingSyncMembers.clear();
  turn.cancel(syncPhaseKey(group.groupId));
}

function completeJoinOrWait(turn: Turn, group: ClassicGroup): void {
  if (group.hasEverybodyJoined()) completeJoin(turn, group);
  else turn.schedule(joinPhaseKey(group.groupId), group.rebalanceTimeoutMs(), joinPhaseEnds(group));
}

function waitForMoreMembers(turn: Turn, group: ClassicGroup, delayMs: number, remainingMs: number): void {
  const { groupId } = group;
  const event = { owner: "classic", what: "initial delay ends", groupId, delayMs, remainingMs } as const;
  turn.schedule(joinPhaseKey(groupId), delayMs, event);
}

function joinPhaseEnds({ groupId }: ClassicGroup) {
  return { owner: "classic", what: "join phase ends", groupId } as const;
}

/** The leader stays if it is here; otherwise the first who is takes the lead. False: nobody is here. */
function electLeader(group: ClassicGroup): boolean {
  const leader = group.leaderId === null ? null : group.member(group.leaderId);
  if (leader !== null && leader.joinCaller !== null) return true;
  for (const member of group.members.values()) {
    if (member.joinCaller === null) continue;
    group.leaderId = member.memberId;
    return true;
  }
  return false;
}

function enter(turn: Turn, group: ClassicGroup, state: ClassicGroupState): void {
  group.state = state;
  group.stateTimestamp = turn.now;
}
