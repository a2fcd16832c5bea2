import type { MetadataRecord } from "../records/index.ts";
import { AclsDraft } from "./acls-image.ts";
import { ClientQuotasDraft, type QuotaEntity } from "./client-quotas-image.ts";
import { ClusterDraft } from "./cluster-image.ts";
import type { ConfigResource, ConfigsDraft } from "./config-image.ts";
import { DelegationTokensDraft } from "./delegation-tokens-image.ts";
import { FeaturesDraft } from "./features-image.ts";
import type { MetadataImage } from "./metadata-image.ts";
import { nextProducerIds, type ProducerIdsImage } from "./producer-ids-image.ts";
import { ScramDraft } from "./scram-image.ts";
import { type TopicChanges, TopicsDraft } from "./topics-image.ts";

/** What differs between two images that follow one another. */
export interface MetadataChanges {
  readonly topics: TopicChanges;
  /** Resources of which a setting was touched. */
  readonly configs: readonly ConfigResource[];
  /** Brokers that were registered, changed or forgotten. */
  readonly brokers: ReadonlySet<number>;
  readonly clientQuotas: readonly QuotaEntity[];
  readonly scramUsers: ReadonlySet<string>;
  readonly hasFeatures: boolean;
  readonly hasAcls: boolean;
  readonly hasDelegationTokens: boolean;
}

/** Where a draft ends in the log. */
export interface LogPosition {
  readonly offset: number;
  readonly epoch: number;
  readonly timestampMs: number;
}

/** An image in the making: records are applied to it one by one. This is the only place where records become state. */
export class MetadataDraft {
  readonly #features: FeaturesDraft;
  readonly #cluster: ClusterDraft;
  readonly #topics: TopicsDraft;
  readonly #configs: ConfigsDraft;
  readonly #clientQuotas: ClientQuotasDraft;
  readonly #acls: AclsDraft;
  readonly #scram: ScramDraft;
  readonly #delegationTokens: DelegationTokensDraft;
  #producerIds: ProducerIdsImage;

  constructor(before: MetadataImage) {
    this.#features = new FeaturesDraft(before.features);
    this.#cluster = new ClusterDraft(before.cluster);
    this.#topics = new TopicsDraft(before.topics);
    this.#configs = before.configs.draft();
    this.#clientQuotas = new ClientQuotasDraft(before.clientQuotas);
    this.#acls = new AclsDraft(before.acls);
    this.#scram = new ScramDraft(before.scram);
    this.#delegationTokens = new DelegationTokensDraft(before.delegationTokens);
    this.#producerIds = before.producerIds;
  }

  /**
   * Takes in one record. Throws MetadataFault where it contradicts what was before: the draft is then worth nothing.
   * Marks of metadata transactions are not for here: see `TransactionalReplay`.
   */
  apply(record: MetadataRecord, offset: number): void {
    switch (record.kind) {
      case "topic":
        return this.#topics.create(record.value);
      case "partition":
        return this.#topics.setPartition(record.value);
      case "partitionChange":
        return this.#topics.changePartition(record.value);
      case "removeTopic":
        return this.#configs.dropTopic(this.#topics.remove(record.value).name);
      case "clearElr":
        return this.#topics.clearElr(record.value);
      case "config":
        return this.#configs.set(record.value);
      case "registerBroker":
        return this.#cluster.registerBroker(record.value, offset);
      case "unregisterBroker":
        return this.#cluster.unregisterBroker(record.value);
      case "brokerRegistrationChange":
        return this.#cluster.changeRegistration(record.value);
      case "fenceBroker":
        return this.#cluster.fence(record.value);
      case "unfenceBroker":
        return this.#cluster.unfence(record.value);
      case "registerController":
        return this.#cluster.registerController(record.value);
      case "featureLevel":
        return this.#features.set(record.value);
      case "clientQuota":
        return this.#clientQuotas.set(record.value);
      case "userScramCredential":
        return this.#scram.set(record.value);
      case "removeUserScramCredential":
        return this.#scram.remove(record.value);
      case "accessControlEntry":
        return this.#acls.add(record.value);
      case "removeAccessControlEntry":
        return this.#acls.remove(record.value);
      case "delegationToken":
        return this.#delegationTokens.set(record.value);
      case "removeDelegationToken":
        return this.#delegationTokens.remove(record.value);
      case "producerIds":
        this.#producerIds = nextProducerIds(this.#producerIds, record.value);
        return;
      // The first says that time passes, the second how far a migration is that Kafka 4 cannot have.
      case "noOp":
      case "zkMigrationState":
      case "beginTransaction":
      case "endTransaction":
      case "abortTransaction":
        return;
    }
  }

  /** The image and what is new in it. The draft is spent. */
  finish(position: LogPosition): { image: MetadataImage; changes: MetadataChanges } {
    const image: MetadataImage = {
      ...position,
      features: this.#features.finish(),
      cluster: this.#cluster.finish(),
      topics: this.#topics.finish(),
      configs: this.#configs.finish(),
      clientQuotas: this.#clientQuotas.finish(),
      producerIds: this.#producerIds,
      acls: this.#acls.finish(),
      scram: this.#scram.finish(),
      delegationTokens: this.#delegationTokens.finish(),
    };
    const changes: MetadataChanges = {
      topics: this.#topics.changes(),
      configs: this.#configs.changedResources,
      brokers: this.#cluster.changedBrokers,
      clientQuotas: this.#clientQuotas.changedEntities,
      scramUsers: this.#scram.changedUsers,
      hasFeatures: this.#features.isChanged,
      hasAcls: this.#acls.isChanged,
      hasDelegationTokens: this.#delegationTokens.isChanged,
    };
    return { image, changes };
  }
}
