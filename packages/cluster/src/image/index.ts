export type { AccessControlEntry, AclsImage } from "./acls-image.ts";
export {
  type BrokerRegistration,
  type FeatureRange,
  isActive,
  type NodeListener,
} from "./broker-registration.ts";
export {
  type ClientQuota,
  type ClientQuotasImage,
  type QuotaEntity,
  quotaEntityKey,
} from "./client-quotas-image.ts";
export type { ClusterImage, ControllerRegistration } from "./cluster-image.ts";
export { type ConfigResource, ConfigsImage, type ConfigValues, configResourceTypes } from "./config-image.ts";
export type { DelegationToken, DelegationTokensImage } from "./delegation-tokens-image.ts";
export { directoryId, isReservedDirectoryId } from "./directory-id.ts";
export type { FeaturesImage } from "./features-image.ts";
export { type LogPosition, type MetadataChanges, MetadataDraft } from "./metadata-draft.ts";
export { MetadataFault } from "./metadata-fault.ts";
export {
  emptyImage,
  imageRecords,
  isElrEnabled,
  type MetadataImage,
  metadataVersionOf,
} from "./metadata-image.ts";
export { directoryOfReplica, isReassigning, noLeader, type PartitionImage } from "./partition-image.ts";
export { type ProducerIdsImage, producerIdBlockSize } from "./producer-ids-image.ts";
export type { ScramCredential, ScramImage } from "./scram-image.ts";
export type { TopicChanges, TopicImage, TopicsImage } from "./topics-image.ts";
