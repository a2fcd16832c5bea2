import {
  consumerGroupCurrentMemberAssignmentRecord,
  consumerGroupMemberMetadataRecord,
  consumerGroupMetadataRecord,
  consumerGroupPartitionMetadataRecord,
  consumerGroupRegularExpressionRecord,
  consumerGroupTargetAssignmentMemberRecord,
  consumerGroupTargetAssignmentMetadataRecord,
} from "../records/index.ts";
import { applies, type RecordApplier } from "../runtime/record-applier.ts";
import type { GroupCoordinatorState } from "../runtime/state.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import { memberStateOf, newMember } from "./member.ts";
import { assignmentOf, noPartitions, ownedFromRecord } from "./partitions.ts";

/** Of a group, or of a member, of which everything else is gone. */
const goneEpoch = -1;

const groupEpoch = applies(consumerGroupMetadataRecord, (state, { groupId }, value) => {
  if (value === null) {
    if (knownGroup(state, groupId) !== null) state.groups.delete(groupId);
    return;
  }
  const group = groupFor(state, groupId);
  group.epoch = value.epoch;
  group.metadataHash = value.metadataHash;
});

const partitionMetadata = applies(consumerGroupPartitionMetadataRecord, (state, { groupId }, value) => {
  const group = value === null ? knownGroup(state, groupId) : groupFor(state, groupId);
  if (group !== null) group.hasPartitionMetadataRecord = value !== null;
});

const memberMetadata = applies(consumerGroupMemberMetadataRecord, (state, { groupId, memberId }, value) => {
  if (value === null) {
    knownGroup(state, groupId)?.remove(memberId);
    return;
  }
  const group = groupFor(state, groupId);
  const { subscribedTopicNames, classicMemberMetadata, ...told } = value;
  group.put({
    ...(group.member(memberId) ?? newMember(memberId)),
    ...told,
    subscribedTopicNames: new Set(subscribedTopicNames),
    classic: classicMemberMetadata && {
      sessionTimeoutMs: classicMemberMetadata.sessionTimeoutMs,
      // Copies: what is read from the log is a view of a whole batch.
      supportedProtocols: classicMemberMetadata.supportedProtocols.map(({ name, metadata }) => ({
        name,
        metadata: Buffer.from(metadata),
      })),
    },
  });
});

const targetEpoch = applies(consumerGroupTargetAssignmentMetadataRecord, (state, { groupId }, value) => {
  const group = value === null ? knownGroup(state, groupId) : groupFor(state, groupId);
  if (group === null) return;
  group.assignmentEpoch = value?.assignmentEpoch ?? goneEpoch;
  group.assignmentTimestamp = value?.assignmentTimestamp ?? 0;
});

const target = applies(consumerGroupTargetAssignmentMemberRecord, (state, { groupId, memberId }, value) => {
  if (value === null) knownGroup(state, groupId)?.setTarget(memberId, null);
  else groupFor(state, groupId).setTarget(memberId, assignmentOf(value.topicPartitions));
});

const currentAssignment = applies(
  consumerGroupCurrentMemberAssignmentRecord,
  (state, { groupId, memberId }, value) => {
    if (value === null) {
      const group = knownGroup(state, groupId);
      const member = group?.member(memberId) ?? null;
      if (group === null || member === null) return;
      group.put({
        ...member,
        memberEpoch: goneEpoch,
        previousMemberEpoch: goneEpoch,
        assigned: noPartitions,
        pendingRevocation: noPartitions,
      });
      return;
    }
    const group = groupFor(state, groupId);
    group.put({
      ...(group.member(memberId) ?? newMember(memberId)),
      memberEpoch: value.memberEpoch,
      previousMemberEpoch: value.previousMemberEpoch,
      state: memberStateOf(value.state),
      assigned: ownedFromRecord(value.assignedPartitions, value.memberEpoch),
      pendingRevocation: ownedFromRecord(value.partitionsPendingRevocation, value.memberEpoch),
    });
  },
);

const regularExpression = applies(
  consumerGroupRegularExpressionRecord,
  (state, { groupId, regularExpression: regex }, value) => {
    if (value === null) {
      knownGroup(state, groupId)?.subscriptions.resolve(regex, null);
      return;
    }
    const { version, timestamp } = value;
    groupFor(state, groupId).subscriptions.resolve(regex, {
      topics: new Set(value.topics),
      version,
      timestamp,
    });
  },
);

/** How the records of consumer groups are applied, live and on reload. */
export const consumerAppliers: readonly RecordApplier[] = [
  groupEpoch,
  partitionMetadata,
  memberMetadata,
  targetEpoch,
  target,
  currentAssignment,
  regularExpression,
];

/** Tombstones make no group: of a compacted log they may be all that is left of it. */
function knownGroup(state: GroupCoordinatorState, groupId: string): ConsumerGroup | null {
  const group = state.groups.get(groupId);
  return group?.type === "consumer" ? group : null;
}

/** A classic group of that id can only be one that holds offsets of simple consumers, and has no record of its own. */
function groupFor(state: GroupCoordinatorState, groupId: string): ConsumerGroup {
  const known = knownGroup(state, groupId);
  if (known !== null) return known;
  const group = new ConsumerGroup(groupId);
  state.groups.set(groupId, group);
  return group;
}
