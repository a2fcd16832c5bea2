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
import { type RecordKind, recordKind } from "./record-kind.ts";
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

export const legacyOffsetCommitRecord = recordKind(0, legacyOffsetCommitKey, legacyOffsetCommitValue, 1);
export const offsetCommitRecord = recordKind(1, offsetCommitKey, offsetCommitValue, 4);
export const groupMetadataRecord = recordKind(2, groupMetadataKey, groupMetadataValue, 3);
export const consumerGroupMetadataRecord = recordKind(
  3,
  consumerGroupMetadataKey,
  consumerGroupMetadataValue,
  0,
);
export const consumerGroupPartitionMetadataRecord = recordKind(
  4,
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
  0,
);
export const consumerGroupMemberMetadataRecord = recordKind(
  5,
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
  0,
);
export const consumerGroupTargetAssignmentMetadataRecord = recordKind(
  6,
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
  0,
);
export const consumerGroupTargetAssignmentMemberRecord = recordKind(
  7,
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
  0,
);
export const consumerGroupCurrentMemberAssignmentRecord = recordKind(
  8,
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
  0,
);
export const shareGroupMemberMetadataRecord = recordKind(
  10,
  shareGroupMemberMetadataKey,
  shareGroupMemberMetadataValue,
  0,
);
export const shareGroupMetadataRecord = recordKind(11, shareGroupMetadataKey, shareGroupMetadataValue, 0);
export const shareGroupTargetAssignmentMetadataRecord = recordKind(
  12,
  shareGroupTargetAssignmentMetadataKey,
  shareGroupTargetAssignmentMetadataValue,
  0,
);
export const shareGroupTargetAssignmentMemberRecord = recordKind(
  13,
  shareGroupTargetAssignmentMemberKey,
  shareGroupTargetAssignmentMemberValue,
  0,
);
export const shareGroupCurrentMemberAssignmentRecord = recordKind(
  14,
  shareGroupCurrentMemberAssignmentKey,
  shareGroupCurrentMemberAssignmentValue,
  0,
);
export const shareGroupStatePartitionMetadataRecord = recordKind(
  15,
  shareGroupStatePartitionMetadataKey,
  shareGroupStatePartitionMetadataValue,
  0,
);
export const consumerGroupRegularExpressionRecord = recordKind(
  16,
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
  0,
);
export const streamsGroupMetadataRecord = recordKind(
  17,
  streamsGroupMetadataKey,
  streamsGroupMetadataValue,
  0,
);
export const streamsGroupMemberMetadataRecord = recordKind(
  19,
  streamsGroupMemberMetadataKey,
  streamsGroupMemberMetadataValue,
  0,
);
export const streamsGroupTargetAssignmentMetadataRecord = recordKind(
  20,
  streamsGroupTargetAssignmentMetadataKey,
  streamsGroupTargetAssignmentMetadataValue,
  0,
);
export const streamsGroupTargetAssignmentMemberRecord = recordKind(
  21,
  streamsGroupTargetAssignmentMemberKey,
  streamsGroupTargetAssignmentMemberValue,
  0,
);
export const streamsGroupCurrentMemberAssignmentRecord = recordKind(
  22,
  streamsGroupCurrentMemberAssignmentKey,
  streamsGroupCurrentMemberAssignmentValue,
  0,
);
export const streamsGroupTopologyRecord = recordKind(
  23,
  streamsGroupTopologyKey,
  streamsGroupTopologyValue,
  0,
);

/** Every kind of record of `__consumer_offsets`. */
export const groupRecords: readonly RecordKind[] = [
  legacyOffsetCommitRecord,
  offsetCommitRecord,
  groupMetadataRecord,
  consumerGroupMetadataRecord,
  consumerGroupPartitionMetadataRecord,
  consumerGroupMemberMetadataRecord,
  consumerGroupTargetAssignmentMetadataRecord,
  consumerGroupTargetAssignmentMemberRecord,
  consumerGroupCurrentMemberAssignmentRecord,
  shareGroupMemberMetadataRecord,
  shareGroupMetadataRecord,
  shareGroupTargetAssignmentMetadataRecord,
  shareGroupTargetAssignmentMemberRecord,
  shareGroupCurrentMemberAssignmentRecord,
  shareGroupStatePartitionMetadataRecord,
  consumerGroupRegularExpressionRecord,
  streamsGroupMetadataRecord,
  streamsGroupMemberMetadataRecord,
  streamsGroupTargetAssignmentMetadataRecord,
  streamsGroupTargetAssignmentMemberRecord,
  streamsGroupCurrentMemberAssignmentRecord,
  streamsGroupTopologyRecord,
];

export const transactionLogRecord = recordKind(0, transactionLogKey, transactionLogValue, 1);
export const shareSnapshotRecord = recordKind(0, shareSnapshotKey, shareSnapshotValue, 0);
export const shareUpdateRecord = recordKind(1, shareUpdateKey, shareUpdateValue, 0);

/** Every kind of record of `__transaction_state`. */
export const transactionRecords: readonly RecordKind[] = [transactionLogRecord];

/** Every kind of record of `__share_group_state`. */
export const shareRecords: readonly RecordKind[] = [shareSnapshotRecord, shareUpdateRecord];

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
