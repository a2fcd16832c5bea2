import type { Message } from "@ottla/protocol";
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

/** Every record of `__cluster_metadata`, by its type id. */
export const metadataRecords: ReadonlyMap<number, Message> = new Map<number, Message>([
  [0, registerBrokerRecord],
  [1, unregisterBrokerRecord],
  [2, topicRecord],
  [3, partitionRecord],
  [4, configRecord],
  [5, partitionChangeRecord],
  [7, fenceBrokerRecord],
  [8, unfenceBrokerRecord],
  [9, removeTopicRecord],
  [10, delegationTokenRecord],
  [11, userScramCredentialRecord],
  [12, featureLevelRecord],
  [14, clientQuotaRecord],
  [15, producerIdsRecord],
  [17, brokerRegistrationChangeRecord],
  [18, accessControlEntryRecord],
  [19, removeAccessControlEntryRecord],
  [20, noOpRecord],
  [21, zkMigrationStateRecord],
  [22, removeUserScramCredentialRecord],
  [23, beginTransactionRecord],
  [24, endTransactionRecord],
  [25, abortTransactionRecord],
  [26, removeDelegationTokenRecord],
  [27, registerControllerRecord],
  [28, clearElrRecord],
]);

export {
  abortTransactionRecord,
  accessControlEntryRecord,
  beginTransactionRecord,
  brokerRegistrationChangeRecord,
  clearElrRecord,
  clientQuotaRecord,
  configRecord,
  delegationTokenRecord,
  endTransactionRecord,
  featureLevelRecord,
  fenceBrokerRecord,
  noOpRecord,
  partitionChangeRecord,
  partitionRecord,
  producerIdsRecord,
  registerBrokerRecord,
  registerControllerRecord,
  removeAccessControlEntryRecord,
  removeDelegationTokenRecord,
  removeTopicRecord,
  removeUserScramCredentialRecord,
  topicRecord,
  unfenceBrokerRecord,
  unregisterBrokerRecord,
  userScramCredentialRecord,
  zkMigrationStateRecord,
};
