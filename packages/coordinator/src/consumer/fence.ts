import type { Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { canDowngrade, downgradeGroup } from "./downgrade.ts";
import { regexOf } from "./member.ts";
import { metadataHashOf } from "./metadata-hash.ts";
import { writeEpoch, writeMemberTombstones } from "./records.ts";
import { forgetUnused } from "./regexes.ts";
import { cancelMemberTimers } from "./timers.ts";

/**
 * Takes members out, whether they leave or have not been heard of, and gives the group a new epoch. If only classic members
 * are left, the group becomes a classic one, should the migration policy allow it.
 */
export function fenceMembers(turn: Turn, group: ConsumerGroup, memberIds: readonly string[]): void {
  const leaving = new Set(memberIds);
  if (leaving.size === 0) return;
  if (canDowngrade(turn, group, leaving)) {
    const rebalanceReason = "the last member of the consumer protocol has left";
    downgradeGroup(turn, group, leaving, { generationId: group.epoch, rebalanceReason });
    return;
  }
  const { groupId } = group;
  const regexes = new Set<string>();
  for (const memberId of leaving) {
    const member = group.member(memberId);
    const regex = member === null ? null : regexOf(member);
    if (regex !== null) regexes.add(regex);
    cancelMemberTimers(turn, groupId, memberId);
    writeMemberTombstones(turn, groupId, memberId);
  }
  for (const regex of regexes) forgetUnused(turn, group, regex);
  const topicNames = group.subscriptions.topicNames();
  const metadataHash = metadataHashOf(topicNames, turn.state.topics, group.topicHashes);
  writeEpoch(turn, groupId, group.epoch + 1, metadataHash);
}
