import type { Assignment } from "../assignors/assignor.ts";
import {
  consumerGroupCurrentMemberAssignmentRecord,
  consumerGroupMemberMetadataRecord,
  consumerGroupMetadataRecord,
  consumerGroupPartitionMetadataRecord,
  consumerGroupRegularExpressionRecord,
  consumerGroupTargetAssignmentMemberRecord,
  consumerGroupTargetAssignmentMetadataRecord,
} from "../records/index.ts";
import type { Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { type ConsumerMember, memberStateCode } from "./member.ts";
import { listAssigned, ownedToRecord } from "./partitions.ts";
import type { ResolvedRegex } from "./subscriptions.ts";

/** What the member has told of itself. */
export function writeMember(turn: Turn, groupId: string, member: ConsumerMember): void {
  turn.write(
    consumerGroupMemberMetadataRecord,
    { groupId, memberId: member.memberId },
    {
      instanceId: member.instanceId,
      rackId: member.rackId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      subscribedTopicNames: [...member.subscribedTopicNames].toSorted(),
      subscribedTopicRegex: member.subscribedTopicRegex,
      rebalanceTimeoutMs: member.rebalanceTimeoutMs,
      serverAssignor: member.serverAssignor,
      classicMemberMetadata: member.classic && {
        sessionTimeoutMs: member.classic.sessionTimeoutMs,
        supportedProtocols: [...member.classic.supportedProtocols],
      },
    },
  );
}

/** What the member has. */
export function writeCurrentAssignment(turn: Turn, groupId: string, member: ConsumerMember): void {
  turn.write(
    consumerGroupCurrentMemberAssignmentRecord,
    { groupId, memberId: member.memberId },
    {
      memberEpoch: member.memberEpoch,
      previousMemberEpoch: member.previousMemberEpoch,
      state: memberStateCode(member.state),
      assignedPartitions: ownedToRecord(member.assigned),
      partitionsPendingRevocation: ownedToRecord(member.pendingRevocation),
    },
  );
}

/** What the member is to have. */
export function writeTarget(turn: Turn, groupId: string, memberId: string, target: Assignment): void {
  const value = { topicPartitions: listAssigned(target) };
  turn.write(consumerGroupTargetAssignmentMemberRecord, { groupId, memberId }, value);
}

/** Targets have been written for the epoch. */
export function writeTargetEpoch(turn: Turn, groupId: string, epoch: number, timestamp: number): void {
  const value = { assignmentEpoch: epoch, assignmentTimestamp: timestamp };
  turn.write(consumerGroupTargetAssignmentMetadataRecord, { groupId }, value);
}

export function writeEpoch(turn: Turn, groupId: string, epoch: number, metadataHash: number): void {
  turn.write(consumerGroupMetadataRecord, { groupId }, { epoch, metadataHash });
}

export function writeResolvedRegex(
  turn: Turn,
  groupId: string,
  regex: string,
  resolved: ResolvedRegex | null,
): void {
  const key = { groupId, regularExpression: regex };
  const value = resolved && {
    topics: [...resolved.topics].toSorted(),
    version: resolved.version,
    timestamp: resolved.timestamp,
  };
  turn.write(consumerGroupRegularExpressionRecord, key, value);
}

/** Everything of one member: what it has and is to have goes before itself, or Apache Kafka refuses to load it. */
export function writeMemberTombstones(turn: Turn, groupId: string, memberId: string): void {
  turn.write(consumerGroupCurrentMemberAssignmentRecord, { groupId, memberId }, null);
  turn.write(consumerGroupTargetAssignmentMemberRecord, { groupId, memberId }, null);
  turn.write(consumerGroupMemberMetadataRecord, { groupId, memberId }, null);
}

/** Everything of the group, in the order that Apache Kafka insists on when it loads. */
export function writeGroupTombstones(turn: Turn, group: ConsumerGroup): void {
  const { groupId } = group;
  const memberIds = [...group.members.keys()];
  for (const memberId of memberIds)
    turn.write(consumerGroupCurrentMemberAssignmentRecord, { groupId, memberId }, null);
  for (const memberId of memberIds)
    turn.write(consumerGroupTargetAssignmentMemberRecord, { groupId, memberId }, null);
  turn.write(consumerGroupTargetAssignmentMetadataRecord, { groupId }, null);
  for (const memberId of memberIds)
    turn.write(consumerGroupMemberMetadataRecord, { groupId, memberId }, null);
  // Each deletes the entry that it is at, which iterators of maps stand.
  for (const regex of group.subscriptions.resolved.keys()) writeResolvedRegex(turn, groupId, regex, null);
  writePartitionMetadataTombstone(turn, groupId);
  turn.write(consumerGroupMetadataRecord, { groupId }, null);
}

/** Apache Kafka before 4.1 kept the partitions of topics in the log; the metadata hash has taken their place (KIP-1101). */
export function writePartitionMetadataTombstone(turn: Turn, groupId: string): void {
  turn.write(consumerGroupPartitionMetadataRecord, { groupId }, null);
}
