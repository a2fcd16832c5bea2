export * from "./config/index.ts";
export type { DirectoryAssignment } from "./controller/assign-directories.ts";
export {
  Controller,
  type ControllerOptions,
  type ControllerOrigin,
  RegistrationError,
} from "./controller/controller.ts";
export type { Decision, DecisionContext } from "./controller/decision.ts";
export type { ReplicasInSync } from "./controller/join-in-sync.ts";
export type { BrokerAnnouncement, ControllerAnnouncement } from "./controller/registration.ts";
export {
  answerDescribeClientQuotas,
  answerDescribeUserScramCredentials,
  invalidTopicName,
  namesUnknownElement,
} from "./decisions/index.ts";
export {
  featureNames,
  highestMetadataVersion,
  lowestMetadataVersion,
  metadataVersionName,
  supportedFeatures,
} from "./features/features.ts";
export { type FeatureLevels, initialFeatureLevels } from "./format/bootstrap-records.ts";
export { metadataDirectoryName } from "./format/file-names.ts";
export { type FormatOptions, formatDirectory } from "./format/format-directory.ts";
export * from "./image/index.ts";
export { MetadataQuorum } from "./quorum/metadata-quorum.ts";
export type { MetadataQuorumOptions } from "./quorum/open-quorum.ts";
export type { Publisher } from "./quorum/publication.ts";
export type { QuorumDescription, QuorumReplica } from "./quorum/quorum-description.ts";
export { defaultMetadataLogSettings, type MetadataLogSettings } from "./quorum/settings.ts";
export type { VoterEndpoint } from "./quorum/voters.ts";
export {
  decodeMetadataRecord,
  encodeMetadataRecord,
  type MetadataRecord,
  MetadataRecordError,
  type MetadataRecordInput,
  metadataRecords,
} from "./records/index.ts";
export { quorumStateData } from "./records/quorum-state-data.ts";
