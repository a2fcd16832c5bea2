import type { Api } from "@ottla/protocol";
import type { Handler } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";
import { handleProduce } from "./00-produce.ts";
import { handleFetch } from "./01-fetch.ts";
import { handleListOffsets } from "./02-list-offsets.ts";
import { handleMetadata } from "./03-metadata.ts";
import { handleOffsetCommit } from "./08-offset-commit.ts";
import { handleOffsetFetch } from "./09-offset-fetch.ts";
import { handleFindCoordinator } from "./10-find-coordinator.ts";
import { handleJoinGroup } from "./11-join-group.ts";
import { handleHeartbeat } from "./12-heartbeat.ts";
import { handleLeaveGroup } from "./13-leave-group.ts";
import { handleSyncGroup } from "./14-sync-group.ts";
import { handleDescribeGroups } from "./15-describe-groups.ts";
import { handleListGroups } from "./16-list-groups.ts";
import { handleApiVersions } from "./18-api-versions.ts";
import { handleCreateTopics } from "./19-create-topics.ts";
import { handleDeleteTopics } from "./20-delete-topics.ts";
import { handleDeleteRecords } from "./21-delete-records.ts";
import { handleInitProducerId } from "./22-init-producer-id.ts";
import { handleOffsetForLeaderEpoch } from "./23-offset-for-leader-epoch.ts";
import { handleDescribeAcls } from "./29-describe-acls.ts";
import { handleCreateAcls } from "./30-create-acls.ts";
import { handleDeleteAcls } from "./31-delete-acls.ts";
import { handleDescribeConfigs } from "./32-describe-configs.ts";
import { handleAlterConfigs } from "./33-alter-configs.ts";
import { handleAlterReplicaLogDirs } from "./34-alter-replica-log-dirs.ts";
import { handleDescribeLogDirs } from "./35-describe-log-dirs.ts";
import { handleCreatePartitions } from "./37-create-partitions.ts";
import { handleCreateDelegationToken } from "./38-create-delegation-token.ts";
import { handleRenewDelegationToken } from "./39-renew-delegation-token.ts";
import { handleExpireDelegationToken } from "./40-expire-delegation-token.ts";
import { handleDescribeDelegationToken } from "./41-describe-delegation-token.ts";
import { handleDeleteGroups } from "./42-delete-groups.ts";
import { handleElectLeaders } from "./43-elect-leaders.ts";
import { handleIncrementalAlterConfigs } from "./44-incremental-alter-configs.ts";
import { handleAlterPartitionReassignments } from "./45-alter-partition-reassignments.ts";
import { handleListPartitionReassignments } from "./46-list-partition-reassignments.ts";
import { handleOffsetDelete } from "./47-offset-delete.ts";
import { handleDescribeClientQuotas } from "./48-describe-client-quotas.ts";
import { handleAlterClientQuotas } from "./49-alter-client-quotas.ts";
import { handleDescribeUserScramCredentials } from "./50-describe-user-scram-credentials.ts";
import { handleAlterUserScramCredentials } from "./51-alter-user-scram-credentials.ts";
import { handleDescribeQuorum } from "./55-describe-quorum.ts";
import { handleUpdateFeatures } from "./57-update-features.ts";
import { handleDescribeCluster } from "./60-describe-cluster.ts";
import { handleDescribeProducers } from "./61-describe-producers.ts";
import { handleUnregisterBroker } from "./64-unregister-broker.ts";
import { handleDescribeTransactions } from "./65-describe-transactions.ts";
import { handleListTransactions } from "./66-list-transactions.ts";
import { handleConsumerGroupHeartbeat } from "./68-consumer-group-heartbeat.ts";
import { handleConsumerGroupDescribe } from "./69-consumer-group-describe.ts";
import { handleGetTelemetrySubscriptions } from "./71-get-telemetry-subscriptions.ts";
import { handlePushTelemetry } from "./72-push-telemetry.ts";
import { handleListConfigResources } from "./74-list-config-resources.ts";
import { handleDescribeTopicPartitions } from "./75-describe-topic-partitions.ts";
import { handleAddRaftVoter } from "./80-add-raft-voter.ts";
import { handleRemoveRaftVoter } from "./81-remove-raft-voter.ts";

/** What controllers answer, on listeners of brokers and of their own. */
export const controllerHandlers: readonly Handler<Api, Node>[] = [
  handleApiVersions,
  handleCreateTopics,
  handleDeleteTopics,
  handleDescribeAcls,
  handleCreateAcls,
  handleDeleteAcls,
  handleDescribeConfigs,
  handleAlterConfigs,
  handleCreatePartitions,
  handleCreateDelegationToken,
  handleRenewDelegationToken,
  handleExpireDelegationToken,
  handleElectLeaders,
  handleIncrementalAlterConfigs,
  handleAlterPartitionReassignments,
  handleListPartitionReassignments,
  handleAlterClientQuotas,
  handleAlterUserScramCredentials,
  handleDescribeQuorum,
  handleUpdateFeatures,
  handleDescribeCluster,
  handleUnregisterBroker,
  handleAddRaftVoter,
  handleRemoveRaftVoter,
];

/** Everything that a broker answers. ApiVersions is computed from this. */
export const brokerHandlers: readonly Handler[] = [
  ...controllerHandlers,
  handleProduce,
  handleFetch,
  handleListOffsets,
  handleMetadata,
  handleOffsetCommit,
  handleOffsetFetch,
  handleFindCoordinator,
  handleJoinGroup,
  handleHeartbeat,
  handleLeaveGroup,
  handleSyncGroup,
  handleDescribeGroups,
  handleListGroups,
  handleDeleteRecords,
  handleInitProducerId,
  handleOffsetForLeaderEpoch,
  handleAlterReplicaLogDirs,
  handleDescribeLogDirs,
  handleDescribeDelegationToken,
  handleDeleteGroups,
  handleOffsetDelete,
  handleDescribeClientQuotas,
  handleDescribeUserScramCredentials,
  handleDescribeProducers,
  handleDescribeTransactions,
  handleListTransactions,
  handleConsumerGroupHeartbeat,
  handleConsumerGroupDescribe,
  handleGetTelemetrySubscriptions,
  handlePushTelemetry,
  handleListConfigResources,
  handleDescribeTopicPartitions,
];
