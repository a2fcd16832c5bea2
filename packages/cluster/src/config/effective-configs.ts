import { ConfigsImage, type ConfigValues, configResourceTypes } from "../image/config-image.ts";
import type { BrokerConfigValues } from "./broker-configs.ts";
import { BrokerLayers } from "./broker-layers.ts";
import {
  type DescribedConfig,
  describeBroker,
  describeClientMetrics,
  describeCluster,
  describeGroup,
  describeTopic,
} from "./describe.ts";
import { type GroupConfigValues, groupConfigs } from "./group-configs.ts";
import { groupDefaults, withinBounds } from "./group-defaults.ts";
import { withNodeId } from "./synonyms.ts";
import { type TopicConfigValues, topicConfigs } from "./topic-configs.ts";
import { topicDefaults } from "./topic-defaults.ts";

export interface EffectiveConfigsOptions {
  readonly nodeId: number;
  /** What the node was started with: `server.properties`, environment, command line. */
  readonly given: ReadonlyMap<string, string>;
}

/**
 * Which settings are in effect for every resource, and where each comes from.
 *
 * Values are plain objects by Kafka's keys, cheap to read on hot paths: `configs.broker["fetch.max.bytes"]`. A change
 * makes new ones, so that whoever keeps one keeps a consistent set.
 */
export class EffectiveConfigs {
  readonly nodeId: number;
  readonly #given: ReadonlyMap<string, string>;
  #image: ConfigsImage;
  #layers: BrokerLayers;
  #topicDefaults: TopicConfigValues;
  #groupDefaults: GroupConfigValues;
  /** Of topics and groups with settings of their own. */
  readonly #topics = new Map<string, Cached<TopicConfigValues>>();
  readonly #groups = new Map<string, Cached<GroupConfigValues>>();

  constructor({ nodeId, given }: EffectiveConfigsOptions) {
    this.nodeId = nodeId;
    this.#given = withNodeId(given);
    this.#image = new ConfigsImage();
    this.#layers = this.#layersOf(this.#image);
    this.#topicDefaults = topicDefaults(this.#layers.values);
    this.#groupDefaults = groupDefaults(this.#layers.values);
  }

  /** Settings were changed while the cluster runs. */
  update(image: ConfigsImage): void {
    if (image === this.#image) return;
    this.#image = image;
    const { cluster, own } = this.#layers.given;
    if (
      image.of(configResourceTypes.broker, "") !== cluster ||
      image.of(configResourceTypes.broker, `${this.nodeId}`) !== own
    ) {
      this.#layers = this.#layersOf(image);
      this.#topicDefaults = topicDefaults(this.#layers.values);
      this.#groupDefaults = groupDefaults(this.#layers.values);
      this.#topics.clear();
      this.#groups.clear();
      return;
    }
    dropChanged(this.#topics, (name) => image.of(configResourceTypes.topic, name));
    dropChanged(this.#groups, (id) => image.of(configResourceTypes.group, id));
  }

  /** Settings of this broker; a new object when one of them changed. */
  get broker(): BrokerConfigValues {
    return this.#layers.values;
  }

  /** What would be in effect on this broker if one resource of brokers had these settings instead of its own. */
  brokerWith(name: string, settings: ConfigValues): BrokerLayers {
    const { given } = this.#layers;
    return new BrokerLayers(name === "" ? { ...given, cluster: settings } : { ...given, own: settings });
  }

  /** What holds for topics without settings of their own. */
  get defaultTopic(): TopicConfigValues {
    return this.#topicDefaults;
  }

  /** Settings of a topic, existing or not; the same object as long as none of them changed. */
  topic(name: string): TopicConfigValues {
    const own = this.#image.of(configResourceTypes.topic, name);
    if (own.size === 0) return this.#topicDefaults;
    const cached = this.#topics.get(name);
    if (cached !== undefined) return cached.values;
    const values = overlaid(this.#topicDefaults, topicConfigs.parseGiven(own));
    this.#topics.set(name, { own, values });
    return values;
  }

  /** Settings of a group, existing or not, held within what brokers allow. */
  group(id: string): GroupConfigValues {
    const own = this.#image.of(configResourceTypes.group, id);
    if (own.size === 0) return this.#groupDefaults;
    const cached = this.#groups.get(id);
    if (cached !== undefined) return cached.values;
    const values = overlaid(this.#groupDefaults, withinBounds(groupConfigs.parseGiven(own), this.broker));
    this.#groups.set(id, { own, values });
    return values;
  }

  /** What was set for a resource, as it was set. */
  settingsOf(resourceType: number, name: string): ConfigValues {
    return this.#image.of(resourceType, name);
  }

  /** Settings of this broker, or what was set for all brokers where the name is empty. */
  describeBroker(name: string): DescribedConfig[] {
    return name === "" ? describeCluster(this.#layers) : describeBroker(this.#layers);
  }

  describeTopic(name: string): DescribedConfig[] {
    const own = this.#image.of(configResourceTypes.topic, name);
    return describeTopic(this.#layers, this.#topicDefaults, own);
  }

  describeGroup(id: string): DescribedConfig[] {
    const own = this.#image.of(configResourceTypes.group, id);
    return describeGroup(this.#layers, own);
  }

  describeClientMetrics(name: string): DescribedConfig[] {
    return describeClientMetrics(this.#image.of(configResourceTypes.clientMetrics, name));
  }

  #layersOf(image: ConfigsImage): BrokerLayers {
    return new BrokerLayers({
      static: this.#given,
      cluster: image.of(configResourceTypes.broker, ""),
      own: image.of(configResourceTypes.broker, `${this.nodeId}`),
    });
  }
}

interface Cached<Values> {
  /** The settings that the values were made of. */
  readonly own: ConfigValues;
  readonly values: Values;
}

function dropChanged(cache: Map<string, Cached<unknown>>, current: (name: string) => ConfigValues): void {
  for (const [name, { own }] of cache) if (current(name) !== own) cache.delete(name);
}

function overlaid<Values extends object>(base: Values, own: Partial<Values>): Values {
  return { ...base, ...own };
}
