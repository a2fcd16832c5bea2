import type { ConfigValue } from "@ottla/runtime";
import type { ConfigValues } from "../image/config-image.ts";
import { type BrokerConfigValues, brokerConfigs } from "./broker-configs.ts";
import { type ConfigSynonym, configSources } from "./describe.ts";
import { brokerSynonyms, replacedBy } from "./synonyms.ts";

/** Where settings of this broker were given. */
export interface GivenToBroker {
  /** `server.properties`, environment, command line. */
  readonly static: ReadonlyMap<string, string>;
  /** Set for all brokers while they run. */
  readonly cluster: ConfigValues;
  /** Set for this broker while it runs. */
  readonly own: ConfigValues;
}

/** The settings of this broker, laid over each other: its own, those of the cluster, those it was started with, defaults. */
export class BrokerLayers {
  readonly given: GivenToBroker;
  /** What was given, each setting by the one key that counts. */
  readonly texts: ReadonlyMap<string, string>;
  readonly values: BrokerConfigValues;

  constructor(given: GivenToBroker) {
    this.given = given;
    const texts = new Map(given.static);
    for (const layer of [given.cluster, given.own]) {
      for (const [name, text] of layer) {
        if (!isReadable(name, text)) continue;
        for (const replaced of replacedBy(name)) texts.delete(replaced);
        texts.set(name, text);
      }
    }
    this.texts = texts;
    this.values = brokerConfigs.parse(texts).values;
  }

  valueOf(name: string): ConfigValue {
    // The table says which keys there are; callers name one of them.
    return this.values[name as keyof BrokerConfigValues];
  }

  /** Every place that holds a setting, from the one in effect to the default. */
  synonyms(name: string, isSensitive: boolean): readonly ConfigSynonym[] {
    const names = brokerSynonyms(name);
    const found: ConfigSynonym[] = [];
    const add = (key: string, text: string | null | undefined, source: number) => {
      if (text !== undefined && text !== null)
        found.push({ name: key, value: isSensitive ? null : text, source });
    };
    for (const key of names) add(key, this.given.own.get(key), configSources.broker);
    for (const key of names) add(key, this.given.cluster.get(key), configSources.defaultBroker);
    for (const key of names) add(key, this.given.static.get(key), configSources.staticBroker);
    for (const key of names)
      if (brokerConfigs.definitions.has(key)) add(key, brokerConfigs.defaultText(key), configSources.default);
    // Kafka begins the list with the setting's own key, and leaves out what would come before it.
    const start = found.findIndex((each) => each.name === name);
    return start < 0 ? [] : found.slice(start);
  }
}

/** A setting in the metadata log that cannot be read is as good as none: whoever wrote it should not have. */
function isReadable(name: string, text: string): boolean {
  return !brokerConfigs.definitions.has(name) || "value" in brokerConfigs.parseValue(name, text);
}
