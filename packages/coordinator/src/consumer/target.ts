import type { Assignor, AssignorMember } from "../assignors/assignor.ts";
import { assignors } from "../assignors/assignors.ts";
import { assignUniform } from "../assignors/uniform.ts";
import type { ClusterTopics } from "../runtime/cluster-topics.ts";
import type { Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import type { ConsumerMember } from "./member.ts";
import { isSameAssignment } from "./partitions.ts";
import { writeTarget, writeTargetEpoch } from "./records.ts";

/**
 * Computes the target assignment for the group's epoch, if there is none yet and the last one is old enough
 * (`group.consumer.assignment.interval.ms`, KIP-1263: members that come one after the other are assigned together). Records
 * what has changed. If it is too early, the heartbeat of any member does it later.
 */
export function updateTarget(turn: Turn, group: ConsumerGroup): void {
  if (group.assignmentEpoch >= group.epoch) return;
  const { groupId, assignmentTimestamp } = group;
  const intervalMs = turn.state.config.consumer.assignmentIntervalMs(groupId);
  const ageMs = turn.now - assignmentTimestamp;
  // A negative age is a clock that went back: nobody knows how old the assignment is, and the group must not wait that long.
  if (assignmentTimestamp !== 0 && ageMs >= 0 && ageMs < intervalMs) return;
  const targets = assignorOf(turn, group)(assignorGroup(turn.state.topics, group));
  for (const [memberId, target] of targets) {
    const known = group.targets.get(memberId);
    if (known === undefined || !isSameAssignment(known, target)) writeTarget(turn, groupId, memberId, target);
  }
  writeTargetEpoch(turn, groupId, group.epoch, turn.now);
}

function assignorOf(turn: Turn, group: ConsumerGroup): Assignor {
  const name = group.preferredAssignor() ?? turn.state.config.consumer.assignors[0] ?? "uniform";
  return assignors.get(name) ?? assignUniform;
}

function assignorGroup(topics: ClusterTopics, group: ConsumerGroup) {
  const { subscriptions } = group;
  const partitionCounts = new Map<string, number>();
  for (const name of [...subscriptions.topicNames()].toSorted()) {
    const topic = topics.byName(name);
    if (topic !== null) partitionCounts.set(topic.topicId, topic.partitionCount);
  }
  const isHomogeneous = subscriptions.isHomogeneous(group.members.size);
  const everyTopicId: ReadonlySet<string> = new Set(partitionCounts.keys());
  const members = Array.from(
    group.members.values(),
    (member): AssignorMember => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      topicIds: isHomogeneous ? everyTopicId : subscribedTopicIds(topics, group, member),
      assignment: group.target(member.memberId),
    }),
  );
  return { members, partitionCounts, isHomogeneous };
}

/** Ids of the topics that a member subscribes to and that exist. */
export function subscribedTopicIds(
  topics: ClusterTopics,
  group: ConsumerGroup,
  member: ConsumerMember,
): Set<string> {
  const topicIds = new Set<string>();
  for (const name of group.subscriptions.topicNamesOf(member)) {
    const topic = topics.byName(name);
    if (topic !== null) topicIds.add(topic.topicId);
  }
  return topicIds;
}
