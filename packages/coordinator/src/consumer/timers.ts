import type { Turn } from "../runtime/turn.ts";
import type { ConsumerMember } from "./member.ts";

type MemberTimer = "session" | "revocation" | "join" | "sync";

/** Its own for each group and member, whatever characters their names have. */
function key(timer: MemberTimer, groupId: string, memberId: string): string {
  return `consumer/${timer}/${groupId.length}/${groupId}/${memberId}`;
}

/** A sign of life: the member stays for as long again. */
export function extendSession(turn: Turn, groupId: string, memberId: string, timeoutMs: number): void {
  const event = { owner: "consumer", what: "session expires", groupId, memberId } as const;
  turn.schedule(key("session", groupId, memberId), timeoutMs, event);
}

/** The member has its rebalance timeout to give up what it has to. */
export function startRevocation(turn: Turn, groupId: string, member: ConsumerMember): void {
  const { memberId, memberEpoch, rebalanceTimeoutMs } = member;
  const event = { owner: "consumer", what: "revocation is late", groupId, memberId, memberEpoch } as const;
  turn.schedule(key("revocation", groupId, memberId), rebalanceTimeoutMs, event);
}

export function endRevocation(turn: Turn, groupId: string, memberId: string): void {
  turn.cancel(key("revocation", groupId, memberId));
}

/** A classic member has been told to join again: it has its rebalance timeout from the first time on. */
export function awaitJoin(turn: Turn, groupId: string, member: ConsumerMember): void {
  const { memberId, rebalanceTimeoutMs } = member;
  const joinKey = key("join", groupId, memberId);
  if (turn.state.timers.has(joinKey)) return;
  turn.schedule(joinKey, rebalanceTimeoutMs, { owner: "consumer", what: "join is late", groupId, memberId });
}

export function endAwaitJoin(turn: Turn, groupId: string, memberId: string): void {
  turn.cancel(key("join", groupId, memberId));
}

/** A classic member has joined, and has its rebalance timeout to ask for its assignment. */
export function awaitSync(turn: Turn, groupId: string, memberId: string, timeoutMs: number): void {
  const event = { owner: "consumer", what: "sync is late", groupId, memberId } as const;
  turn.schedule(key("sync", groupId, memberId), timeoutMs, event);
}

export function endAwaitSync(turn: Turn, groupId: string, memberId: string): void {
  turn.cancel(key("sync", groupId, memberId));
}

/** The member is gone, or speaks another protocol from now on. */
export function cancelMemberTimers(turn: Turn, groupId: string, memberId: string): void {
  for (const timer of ["session", "revocation", "join", "sync"] as const) {
    turn.cancel(key(timer, groupId, memberId));
  }
}

/** The next turn but this one goes on with matching topics. */
export function continueMatching(turn: Turn, groupId: string): void {
  turn.schedule(`consumer/match/${groupId}`, 0, { owner: "consumer", what: "match topics", groupId });
}
