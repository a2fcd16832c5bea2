import { errorCode } from "@ottla/protocol";
import type { Turn } from "../runtime/turn.ts";
import type { ClassicGroup } from "./classic-group.ts";
import { removeMember } from "./membership.ts";
import { completeJoin, endInitialDelay, endSyncPhaseLate, rebalanceOrCompleteJoin } from "./rebalance.ts";
import type { ClassicTimerEvent } from "./timer-event.ts";

/** Time has passed for a classic group; it may be gone, or another, since the timer was set. */
export function onClassicTimer(turn: Turn, event: ClassicTimerEvent): void {
  const group = turn.state.groups.get(event.groupId);
  if (group?.type !== "classic") return;
  switch (event.what) {
    case "session expires":
      return expireSession(turn, group, event.memberId);
    case "initial delay ends":
      return endInitialDelay(turn, group, event.delayMs, event.remainingMs);
    case "join phase ends":
      return completeJoin(turn, group);
    case "sync phase ends":
      return endSyncPhaseLate(turn, group, event.generationId);
  }
}

function expireSession(turn: Turn, group: ClassicGroup, memberId: string): void {
  if (group.pendingMembers.has(memberId)) {
    group.remove(memberId);
    completeJoinIfNobodyIsMissing(turn, group);
    return;
  }
  const member = group.member(memberId);
  // Who waits for us cannot send heartbeats. (A new member waits five minutes at most: it may be long gone.)
  const isWaiting =
    member !== null && !member.isNew && (member.joinCaller !== null || member.syncCaller !== null);
  if (member === null || isWaiting) return;
  turn.note("info", "a member has not been heard of", { group: group.groupId, memberId });
  removeMember(turn, group, memberId, errorCode.UNKNOWN_MEMBER_ID);
  if (group.state === "PreparingRebalance") completeJoinIfNobodyIsMissing(turn, group);
  else rebalanceOrCompleteJoin(turn, group, "a member has not been heard of");
}

/** Unlike a leave, an expiry ends also the first join phase of a group early, if nobody is missing. */
function completeJoinIfNobodyIsMissing(turn: Turn, group: ClassicGroup): void {
  if (group.hasEverybodyJoined()) completeJoin(turn, group);
}
