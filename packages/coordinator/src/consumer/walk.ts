import type { Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { type ConsumerMember, isReconciledTo } from "./member.ts";
import type { TopicPartitions } from "./partitions.ts";
import { reconcile } from "./reconcile.ts";
import { writeCurrentAssignment } from "./records.ts";
import { subscribedTopicIds } from "./target.ts";
import { endRevocation, startRevocation } from "./timers.ts";

/** Takes the member's next step towards its target, and records it. Returns the member as it is then. */
export function walk(
  turn: Turn,
  group: ConsumerGroup,
  member: ConsumerMember,
  told: {
    readonly hasSubscriptionChanged: boolean;
    readonly topicPartitions: readonly TopicPartitions[] | null;
  },
): ConsumerMember {
  if (!told.hasSubscriptionChanged && isReconciledTo(member, group.assignmentEpoch)) return member;
  const { groupId, owners } = group;
  const next = reconcile(member, {
    ...told,
    targetEpoch: group.assignmentEpoch,
    target: group.target(member.memberId),
    subscribedTopicIds: subscribedTopicIds(turn.state.topics, group, member),
    isOwned: (topicId, partition) => owners.isOwned(topicId, partition),
  });
  if (next === member) return member;
  writeCurrentAssignment(turn, groupId, next);
  // Classic members have a join phase and a sync phase, with timers of their own.
  if (next.classic === null) {
    if (next.state === "unrevoked") startRevocation(turn, groupId, next);
    else endRevocation(turn, groupId, next.memberId);
  }
  return next;
}
