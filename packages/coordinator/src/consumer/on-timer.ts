import type { Turn } from "../runtime/turn.ts";
import { fenceMembers } from "./fence.ts";
import { matchTopics } from "./regexes.ts";
import type { ConsumerTimerEvent } from "./timer-event.ts";

/** Why a member is taken out. */
const reasons = {
  "session expires": "a member has not been heard of",
  "revocation is late": "a member has not given up its partitions in time",
  "join is late": "a classic member has not joined again in time",
  "sync is late": "a classic member has not asked for its assignment in time",
} as const;

/** Time has passed for a consumer group; it may be gone, or another, since the timer was set. */
export function onConsumerTimer(turn: Turn, event: ConsumerTimerEvent): void {
  const { groupId, what } = event;
  const group = turn.state.groups.get(groupId);
  if (group?.type !== "consumer") return;
  if (what === "match topics") {
    matchTopics(turn, group);
    return;
  }
  const { memberId } = event;
  const member = group.member(memberId);
  if (member === null) return;
  // It has moved on since it was told.
  if (what === "revocation is late" && member.memberEpoch !== event.memberEpoch) return;
  turn.note("info", reasons[what], { group: groupId, memberId });
  fenceMembers(turn, group, [memberId]);
}
