import { errorCode } from "@ottla/protocol";
import { type Assignment, emptyAssignment } from "../assignors/assignor.ts";
import type { ClassicGroup } from "../classic/classic-group.ts";
import type { ClassicMember } from "../classic/classic-member.ts";
import type { ClusterTopics } from "../runtime/cluster-topics.ts";
import type { Turn } from "../runtime/turn.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import { readAssignment, readSubscription, withTopicIds } from "./embedded-protocol.ts";
import { type ConsumerMember, newMember } from "./member.ts";
import { metadataHashOf } from "./metadata-hash.ts";
import { migrationPolicy } from "./migration-policy.ts";
import { assignmentOf, ownedSince } from "./partitions.ts";
import { writeCurrentAssignment, writeEpoch, writeMember, writeTarget, writeTargetEpoch } from "./records.ts";
import { Refusal } from "./refusal.ts";
import { extendSession } from "./timers.ts";

/** What a classic group is as a consumer group. */
export interface Upgrade {
  /** The generation, which the group's epoch goes on from. */
  readonly epoch: number;
  readonly members: readonly { readonly member: ConsumerMember; readonly target: Assignment }[];
}

/** Not recorded as the time of an assignment: the next one may be computed at once. */
const noTimestamp = 0;

/**
 * A member of the consumer protocol wants to join a classic group (KIP-848, "Online Migration"): what the group becomes, if
 * it can. Its members stay as they are; the coordinator speaks their protocol with them from then on.
 */
export function planUpgrade(turn: Turn, group: ClassicGroup): Upgrade | Refusal {
  const { consumer } = turn.state.config;
  if (!migrationPolicy(consumer.migrationPolicy).allowsUpgrade) {
    return refuse(group, "online upgrade is disabled");
  }
  if (!group.usesConsumerProtocol) {
    return refuse(group, "the group does not use the consumer embedded protocol");
  }
  if (group.members.size > consumer.maxSize) {
    return refuse(group, "the group size exceeds the consumer group maximum size");
  }
  // In its first join phase a group has not chosen a protocol yet.
  const protocolName = group.protocolName ?? group.selectProtocol();
  const members = [];
  const taken = new Set<string>();
  for (const classicMember of group.members.values()) {
    const target = targetOf(classicMember, turn.state.topics);
    const member = memberOf(classicMember, protocolName, group.generationId);
    if (member === null || target === "malformed" || !isApart(target, taken)) {
      return refuse(group, "the embedded consumer protocol is malformed");
    }
    if (target === "custom") {
      return refuse(
        group,
        "an unsupported custom assignor is in use. Please refer to the documentation or switch to a default assignor before re-attempting the upgrade",
      );
    }
    members.push({ member: { ...member, assigned: ownedSince(target, group.generationId) }, target });
  }
  return { epoch: group.generationId, members };
}

/** Records the consumer group; the classic one is gone. */
export function upgradeGroup(turn: Turn, groupId: string, { epoch, members }: Upgrade): ConsumerGroup {
  const group = new ConsumerGroup(groupId);
  turn.state.groups.set(groupId, group);
  for (const { member } of members) writeMember(turn, groupId, member);
  const topicNames = group.subscriptions.topicNames();
  writeEpoch(turn, groupId, epoch, metadataHashOf(topicNames, turn.state.topics, group.topicHashes));
  for (const { member, target } of members) writeTarget(turn, groupId, member.memberId, target);
  writeTargetEpoch(turn, groupId, epoch, noTimestamp);
  for (const { member } of members) {
    writeCurrentAssignment(turn, groupId, member);
    if (member.classic !== null)
      extendSession(turn, groupId, member.memberId, member.classic.sessionTimeoutMs);
  }
  turn.note("info", "a classic group has become a consumer group", { group: groupId, epoch });
  return group;
}

function refuse(group: ClassicGroup, reason: string): Refusal {
  return new Refusal(
    errorCode.GROUP_ID_NOT_FOUND,
    `Cannot upgrade classic group ${group.groupId} to consumer group because ${reason}.`,
  );
}

/** `custom`: an assignor of the client's own has put something in that would be lost. */
function targetOf(member: ClassicMember, topics: ClusterTopics): Assignment | "malformed" | "custom" {
  if (member.assignment.length === 0) return emptyAssignment;
  const assignment = readAssignment(member.assignment);
  if (assignment === null) return "malformed";
  if (assignment.userData !== null && assignment.userData.length > 0) return "custom";
  return assignmentOf(withTopicIds(assignment.assignedPartitions, topics));
}

/** Whether nobody else has any of it: two owners of a partition, which a client's assignor can make, have no place here. */
function isApart(target: Assignment | "custom", taken: Set<string>): boolean {
  if (target === "custom") return true;
  for (const [topicId, partitions] of target) {
    for (const partition of partitions) {
      if (taken.has(`${topicId}-${partition}`)) return false;
      taken.add(`${topicId}-${partition}`);
    }
  }
  return true;
}

function memberOf(member: ClassicMember, protocolName: string | null, epoch: number): ConsumerMember | null {
  const subscription = readSubscription(member.metadataFor(protocolName));
  if (subscription === null) return null;
  return {
    ...newMember(member.memberId),
    memberEpoch: epoch,
    previousMemberEpoch: epoch,
    instanceId: member.groupInstanceId,
    rackId: subscription.rackId === "" ? null : subscription.rackId,
    rebalanceTimeoutMs: member.rebalanceTimeoutMs,
    clientId: member.clientId,
    clientHost: member.clientHost,
    subscribedTopicNames: new Set(subscription.topics),
    classic: { sessionTimeoutMs: member.sessionTimeoutMs, supportedProtocols: member.protocols },
  };
}
