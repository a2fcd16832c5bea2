export type { DescribedClassicGroup } from "./classic/describe.ts";
export type { DescribedConsumerGroup, DescribedConsumerMember } from "./consumer/describe.ts";
export { compileTopicPattern, type TopicPattern } from "./consumer/topic-pattern.ts";
export { GroupCoordinator, groupTopic } from "./group-coordinator.ts";
export { groupPartition } from "./group-partition.ts";
export {
  type CoordinatorRecord,
  decodeRecord,
  encodeKey,
  encodeValue,
} from "./records/coordinator-record.ts";
export * from "./records/index.ts";
export type { RecordKind } from "./records/record-kind.ts";
export type { RequestOrigin } from "./requests/request-origin.ts";
export type { ClusterTopic, ClusterTopics, TopicChanges } from "./runtime/cluster-topics.ts";
export { type CoordinatorLog, silentLog } from "./runtime/coordinator-log.ts";
export {
  type ConsumerGroupConfig,
  defaultGroupCoordinatorConfig,
  type GroupCoordinatorConfig,
} from "./runtime/group-config.ts";
export type { Surroundings, TransactionEnd } from "./runtime/partition-coordinator.ts";
export type { PartitionLog } from "./runtime/partition-log.ts";
