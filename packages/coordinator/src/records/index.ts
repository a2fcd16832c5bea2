import type { Message } from "@ottla/protocol";
import {
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
} from "./consumer-group-current-member-assignment.ts";
import {
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
} from "./consumer-group-member-metadata.ts";
import { consumerGroupMetadataKey, consumerGroupMetadataValue } from "./consumer-group-metadata.ts";
import {
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
} from "./consumer-group-partition-metadata.ts";
import {
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
} from "./consumer-group-regular-expression.ts";
import {
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
} from "./consumer-group-target-assignment-member.ts";
import {
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
} from "./consumer-group-target-assignment-metadata.ts";
import { groupMetadataKey, groupMetadataValue } from "./group-metadata.ts";
import { legacyOffsetCommitKey, legacyOffsetCommitValue } from "./legacy-offset-commit.ts";
import { offsetCommitKey, offsetCommitValue } from "./offset-commit.ts";
import {
  shareGroupCurrentMemberAssignmentKey,
  shareGroupCurrentMemberAssignmentValue,
} from "./share-group-current-member-assignment.ts";
import { shareGroupMemberMetadataKey, shareGroupMemberMetadataValue } from "./share-group-member-metadata.ts";
import { shareGroupMetadataKey, shareGroupMetadataValue } from "./share-group-metadata.ts";
import {
  shareGroupStatePartitionMetadataKey,
  shareGroupStatePartitionMetadataValue,
} from "./share-group-state-partition-metadata.ts";
import {
  shareGroupTargetAssignmentMemberKey,
  shareGroupTargetAssignmentMemberValue,
} from "./share-group-target-assignment-member.ts";
import {
  shareGroupTargetAssignmentMetadataKey,
  shareGroupTargetAssignmentMetadataValue,
} from "./share-group-target-assignment-metadata.ts";
import { shareSnapshotKey, shareSnapshotValue } from "./share-snapshot.ts";
import { shareUpdateKey, shareUpdateValue } from "./share-update.ts";
import {
  streamsGroupCurrentMemberAssignmentKey,
  streamsGroupCurrentMemberAssignmentValue,
} from "./streams-group-current-member-assignment.ts";
import {
  streamsGroupMemberMetadataKey,
  streamsGroupMemberMetadataValue,
} from "./streams-group-member-metadata.ts";
import { streamsGroupMetadataKey, streamsGroupMetadataValue } from "./streams-group-metadata.ts";
import {
  streamsGroupTargetAssignmentMemberKey,
  streamsGroupTargetAssignmentMemberValue,
} from "./streams-group-target-assignment-member.ts";
import {
  streamsGroupTargetAssignmentMetadataKey,
  streamsGroupTargetAssignmentMetadataValue,
} from "./streams-group-target-assignment-metadata.ts";
import { streamsGroupTopologyKey, streamsGroupTopologyValue } from "./streams-group-topology.ts";
import { transactionLogKey, transactionLogValue } from "./transaction-log.ts";

/** A kind of record: what its key and its value are made of. */
export interface RecordKind {
  readonly type: number;
  readonly key: Message;
  readonly value: Message;
}

/** Every kind of record of `__consumer_offsets`. */
export const groupRecords: readonly RecordKind[] = [
  { type: 0, key: legacyOffsetCommitKey, value: legacyOffsetCommitValue },
  { type: 1, key: offsetCommitKey, value: offsetCommitValue },
  { type: 2, key: groupMetadataKey, value: groupMetadataValue },
  { type: 3, key: consumerGroupMetadataKey, value: consumerGroupMetadataValue },
  { type: 4, key: consumerGroupPartitionMetadataKey, value: consumerGroupPartitionMetadataValue },
  { type: 5, key: consumerGroupMemberMetadataKey, value: consumerGroupMemberMetadataValue },
  {
    type: 6,
    key: consumerGroupTargetAssignmentMetadataKey,
    value: consumerGroupTargetAssignmentMetadataValue,
  },
  { type: 7, key: consumerGroupTargetAssignmentMemberKey, value: consumerGroupTargetAssignmentMemberValue },
  { type: 8, key: consumerGroupCurrentMemberAssignmentKey, value: consumerGroupCurrentMemberAssignmentValue },
  { type: 10, key: shareGroupMemberMetadataKey, value: shareGroupMemberMetadataValue },
  { type: 11, key: shareGroupMetadataKey, value: shareGroupMetadataValue },
  { type: 12, key: shareGroupTargetAssignmentMetadataKey, value: shareGroupTargetAssignmentMetadataValue },
  { type: 13, key: shareGroupTargetAssignmentMemberKey, value: shareGroupTargetAssignmentMemberValue },
  { type: 14, key: shareGroupCurrentMemberAssignmentKey, value: shareGroupCurrentMemberAssignmentValue },
  { type: 15, key: shareGroupStatePartitionMetadataKey, value: shareGroupStatePartitionMetadataValue },
  { type: 16, key: consumerGroupRegularExpressionKey, value: consumerGroupRegularExpressionValue },
  { type: 17, key: streamsGroupMetadataKey, value: streamsGroupMetadataValue },
  { type: 19, key: streamsGroupMemberMetadataKey, value: streamsGroupMemberMetadataValue },
  {
    type: 20,
    key: streamsGroupTargetAssignmentMetadataKey,
    value: streamsGroupTargetAssignmentMetadataValue,
  },
  { type: 21, key: streamsGroupTargetAssignmentMemberKey, value: streamsGroupTargetAssignmentMemberValue },
  { type: 22, key: streamsGroupCurrentMemberAssignmentKey, value: streamsGroupCurrentMemberAssignmentValue },
  { type: 23, key: streamsGroupTopologyKey, value: streamsGroupTopologyValue },
];

/** Every kind of record of `__transaction_state`. */
export const transactionRecords: readonly RecordKind[] = [
  { type: 0, key: transactionLogKey, value: transactionLogValue },
];

/** Every kind of record of `__share_group_state`. */
export const shareRecords: readonly RecordKind[] = [
  { type: 0, key: shareSnapshotKey, value: shareSnapshotValue },
  { type: 1, key: shareUpdateKey, value: shareUpdateValue },
];

/** Keys and values of all of them. */
export const coordinatorRecords: readonly Message[] = [
  ...groupRecords,
  ...transactionRecords,
  ...shareRecords,
].flatMap(({ key, value }) => [key, value]);

export {
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
  consumerGroupMetadataKey,
  consumerGroupMetadataValue,
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
  groupMetadataKey,
  groupMetadataValue,
  legacyOffsetCommitKey,
  legacyOffsetCommitValue,
  offsetCommitKey,
  offsetCommitValue,
  shareGroupCurrentMemberAssignmentKey,
  shareGroupCurrentMemberAssignmentValue,
  shareGroupMemberMetadataKey,
  shareGroupMemberMetadataValue,
  shareGroupMetadataKey,
  shareGroupMetadataValue,
  shareGroupStatePartitionMetadataKey,
  shareGroupStatePartitionMetadataValue,
  shareGroupTargetAssignmentMemberKey,
  shareGroupTargetAssignmentMemberValue,
  shareGroupTargetAssignmentMetadataKey,
  shareGroupTargetAssignmentMetadataValue,
  shareSnapshotKey,
  shareSnapshotValue,
  shareUpdateKey,
  shareUpdateValue,
  streamsGroupCurrentMemberAssignmentKey,
  streamsGroupCurrentMemberAssignmentValue,
  streamsGroupMemberMetadataKey,
  streamsGroupMemberMetadataValue,
  streamsGroupMetadataKey,
  streamsGroupMetadataValue,
  streamsGroupTargetAssignmentMemberKey,
  streamsGroupTargetAssignmentMemberValue,
  streamsGroupTargetAssignmentMetadataKey,
  streamsGroupTargetAssignmentMetadataValue,
  streamsGroupTopologyKey,
  streamsGroupTopologyValue,
  transactionLogKey,
  transactionLogValue,
};
