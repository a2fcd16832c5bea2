import type { createTopics, ResponseInput } from "@ottla/protocol";
import { configSources, type EffectiveConfigs } from "../config/index.ts";
import type { ConfigChanges } from "./config-records.ts";

type Described = NonNullable<ResponseInput<typeof createTopics>["topics"][number]["configs"]>;

/**
 * The settings that topics begin with, as CreateTopics tells them (KIP-525): what was given stands as it was given, the rest
 * is what holds for all topics, and is looked up once.
 */
export class NewTopicDescriptions {
  readonly #configs: EffectiveConfigs;
  #ofAll: Described | null = null;

  constructor(configs: EffectiveConfigs) {
    this.#configs = configs;
  }

  describe(given: ConfigChanges): Described {
    this.#ofAll ??= this.#describeAll();
    if (given.size === 0) return this.#ofAll;
    return this.#ofAll.map((setting) => {
      const own = given.get(setting.name);
      if (own === undefined) return setting;
      return { ...setting, value: setting.isSensitive ? null : own, configSource: configSources.topic };
    });
  }

  #describeAll(): Described {
    // No topic has an empty name, so none has settings of its own under it.
    return this.#configs
      .describeTopic("")
      .toSorted((left, right) => (left.name < right.name ? -1 : 1))
      .map(({ name, value, isReadOnly, configSource, isSensitive }) => ({
        name,
        value: isSensitive ? null : value,
        readOnly: isReadOnly,
        configSource,
        isSensitive,
      }));
  }
}
