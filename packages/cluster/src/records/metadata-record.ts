import type { Message, MessageInput, MessageOf } from "@ottla/protocol";
import { abortTransactionRecord } from "./abort-transaction-record.ts";
import { accessControlEntryRecord } from "./access-control-entry-record.ts";
import { beginTransactionRecord } from "./begin-transaction-record.ts";
import { brokerRegistrationChangeRecord } from "./broker-registration-change-record.ts";
import { clearElrRecord } from "./clear-elr-record.ts";
import { clientQuotaRecord } from "./client-quota-record.ts";
import { configRecord } from "./config-record.ts";
import { delegationTokenRecord } from "./delegation-token-record.ts";
import { endTransactionRecord } from "./end-transaction-record.ts";
import { featureLevelRecord } from "./feature-level-record.ts";
import { fenceBrokerRecord } from "./fence-broker-record.ts";
import { noOpRecord } from "./no-op-record.ts";
import { partitionChangeRecord } from "./partition-change-record.ts";
import { partitionRecord } from "./partition-record.ts";
import { producerIdsRecord } from "./producer-ids-record.ts";
import { registerBrokerRecord } from "./register-broker-record.ts";
import { registerControllerRecord } from "./register-controller-record.ts";
import { removeAccessControlEntryRecord } from "./remove-access-control-entry-record.ts";
import { removeDelegationTokenRecord } from "./remove-delegation-token-record.ts";
import { removeTopicRecord } from "./remove-topic-record.ts";
import { removeUserScramCredentialRecord } from "./remove-user-scram-credential-record.ts";
import { topicRecord } from "./topic-record.ts";
import { unfenceBrokerRecord } from "./unfence-broker-record.ts";
import { unregisterBrokerRecord } from "./unregister-broker-record.ts";
import { userScramCredentialRecord } from "./user-scram-credential-record.ts";
import { zkMigrationStateRecord } from "./zk-migration-state-record.ts";

/** Every record of `__cluster_metadata`: what we call it, its type id, and its declaration. */
export const metadataRecordTypes = {
  registerBroker: [0, registerBrokerRecord],
  unregisterBroker: [1, unregisterBrokerRecord],
  topic: [2, topicRecord],
  partition: [3, partitionRecord],
  config: [4, configRecord],
  partitionChange: [5, partitionChangeRecord],
  fenceBroker: [7, fenceBrokerRecord],
  unfenceBroker: [8, unfenceBrokerRecord],
  removeTopic: [9, removeTopicRecord],
  delegationToken: [10, delegationTokenRecord],
  userScramCredential: [11, userScramCredentialRecord],
  featureLevel: [12, featureLevelRecord],
  clientQuota: [14, clientQuotaRecord],
  producerIds: [15, producerIdsRecord],
  brokerRegistrationChange: [17, brokerRegistrationChangeRecord],
  accessControlEntry: [18, accessControlEntryRecord],
  removeAccessControlEntry: [19, removeAccessControlEntryRecord],
  noOp: [20, noOpRecord],
  zkMigrationState: [21, zkMigrationStateRecord],
  removeUserScramCredential: [22, removeUserScramCredentialRecord],
  beginTransaction: [23, beginTransactionRecord],
  endTransaction: [24, endTransactionRecord],
  abortTransaction: [25, abortTransactionRecord],
  removeDelegationToken: [26, removeDelegationTokenRecord],
  registerController: [27, registerControllerRecord],
  clearElr: [28, clearElrRecord],
} as const satisfies Record<string, readonly [typeId: number, declaration: Message<never> | Message]>;

type Types = typeof metadataRecordTypes;

export type MetadataRecordKind = keyof Types;

/** A record as it was read. */
export type MetadataRecord = {
  [Kind in MetadataRecordKind]: {
    readonly kind: Kind;
    readonly version: number;
    readonly value: MessageOf<Types[Kind][1]>;
  };
}[MetadataRecordKind];

/** A record to be written: what has a default may be left out. */
export type MetadataRecordInput = {
  [Kind in MetadataRecordKind]: {
    readonly kind: Kind;
    readonly version: number;
    readonly value: MessageInput<Types[Kind][1]>;
  };
}[MetadataRecordKind];

/** The value of one kind of record, as it was read. */
export type RecordValue<Kind extends MetadataRecordKind> = MessageOf<Types[Kind][1]>;

/** The declarations by their type ids. */
export const metadataRecords: ReadonlyMap<number, Message> = new Map(
  Object.values(metadataRecordTypes).map(([typeId, declaration]) => [typeId, declaration as Message]),
);
