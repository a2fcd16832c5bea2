import type { MetadataRecordInput } from "../records/index.ts";
import { type AclsImage, aclRecords } from "./acls-image.ts";
import { type ClientQuotasImage, clientQuotaRecords } from "./client-quotas-image.ts";
import { type ClusterImage, clusterRecords, noNodes } from "./cluster-image.ts";
import { ConfigsImage, configRecords } from "./config-image.ts";
import { type DelegationTokensImage, delegationTokenRecords } from "./delegation-tokens-image.ts";
import { type FeaturesImage, featureRecords, noFeatures } from "./features-image.ts";
import { noProducerIds, type ProducerIdsImage, producerIdRecords } from "./producer-ids-image.ts";
import { type ScramImage, scramRecords } from "./scram-image.ts";
import { noTopics, type TopicsImage, topicRecords } from "./topics-image.ts";

/**
 * Everything the metadata log says, up to some offset. Images are never changed: a `MetadataDraft` makes the next one,
 * and they share what did not change. Whoever holds one may read it for as long as it likes.
 */
export interface MetadataImage {
  /** The last offset that is part of it, or -1. */
  readonly offset: number;
  /** The leader epoch of that offset. */
  readonly epoch: number;
  /** The time of that offset's batch. */
  readonly timestampMs: number;
  readonly features: FeaturesImage;
  readonly cluster: ClusterImage;
  readonly topics: TopicsImage;
  readonly configs: ConfigsImage;
  readonly clientQuotas: ClientQuotasImage;
  readonly producerIds: ProducerIdsImage;
  readonly acls: AclsImage;
  readonly scram: ScramImage;
  readonly delegationTokens: DelegationTokensImage;
}

export const emptyImage: MetadataImage = {
  offset: -1,
  epoch: 0,
  timestampMs: -1,
  features: noFeatures,
  cluster: noNodes,
  topics: noTopics,
  configs: new ConfigsImage(),
  clientQuotas: new Map(),
  producerIds: noProducerIds,
  acls: new Map(),
  scram: new Map(),
  delegationTokens: new Map(),
};

/** Records that make the image from nothing, as a snapshot holds them. */
export function* imageRecords(image: MetadataImage): Generator<MetadataRecordInput> {
  const metadataVersion = metadataVersionOf(image);
  yield* featureRecords(image.features);
  yield* clusterRecords(image.cluster, metadataVersion);
  yield* topicRecords(image.topics, metadataVersion);
  yield* configRecords(image.configs);
  yield* clientQuotaRecords(image.clientQuotas);
  yield* producerIdRecords(image.producerIds);
  yield* aclRecords(image.acls);
  yield* scramRecords(image.scram);
  yield* delegationTokenRecords(image.delegationTokens);
}

/** The level of `metadata.version`; the lowest where the log says nothing, as in Apache Kafka. */
export function metadataVersionOf(image: MetadataImage): number {
  return image.features.metadataVersion ?? 7;
}

/** Whether eligible leader replicas are on (KIP-966). */
export function isElrEnabled(image: MetadataImage): boolean {
  return (image.features.finalized.get("eligible.leader.replicas.version") ?? 0) >= 1;
}
