import { errorCode } from "@ottla/protocol";
import type { Turn } from "../runtime/turn.ts";
import type { ClassicGroup } from "./classic-group.ts";
import { answerJoin, answerSync, extendSession, failedJoin, failedSync } from "./membership.ts";
import { endSyncPhase, prepareRebalance } from "./rebalance.ts";
import { joinPhaseKey, sessionKey } from "./timer-event.ts";

/**
 * A group that has come from the log, or from another protocol, goes on: the sessions of its members begin anew. Given a
 * reason, it rebalances.
 */
export function resumeClassicGroup(turn: Turn, group: ClassicGroup, rebalanceReason: string | null): void {
  for (const member of group.members.values()) extendSession(turn, group, member);
  if (rebalanceReason !== null) prepareRebalance(turn, group, rebalanceReason);
}

/**
 * A group is about to leave the classic protocol: whoever waits is told to join again, and timers stop. (KIP-848, "Online
 * Migration".)
 */
export function releaseClassicGroup(turn: Turn, group: ClassicGroup): void {
  turn.cancel(joinPhaseKey(group.groupId));
  endSyncPhase(turn, group);
  for (const memberId of group.pendingMembers) turn.cancel(sessionKey(group.groupId, memberId));
  for (const member of group.members.values()) {
    turn.cancel(sessionKey(group.groupId, member.memberId));
    answerJoin(turn, member, failedJoin(errorCode.REBALANCE_IN_PROGRESS, member.memberId));
    answerSync(turn, member, failedSync(errorCode.REBALANCE_IN_PROGRESS));
  }
}
