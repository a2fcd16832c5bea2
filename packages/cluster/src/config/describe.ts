import type { ConfigDefinition, ConfigTable, ConfigType } from "@ottla/runtime";
import type { ConfigValues } from "../image/config-image.ts";
import { brokerConfigs } from "./broker-configs.ts";
import type { BrokerLayers } from "./broker-layers.ts";
import { clientMetricsConfigs } from "./client-metrics-configs.ts";
import { brokerDefinition } from "./dynamic-only-configs.ts";
import { groupConfigs } from "./group-configs.ts";
import { brokerSynonyms, groupSynonym, topicSynonyms } from "./synonyms.ts";
import { type TopicConfigValues, topicConfigs } from "./topic-configs.ts";

/** Where a value comes from, by the numbers of the protocol. */
export const configSources = {
  topic: 1,
  broker: 2,
  defaultBroker: 3,
  staticBroker: 4,
  default: 5,
  brokerLogger: 6,
  clientMetrics: 7,
  group: 8,
} as const;

/** A place that holds a setting. */
export interface ConfigSynonym {
  readonly name: string;
  /** As it was given; null where it is sensitive. */
  readonly value: string | null;
  readonly source: number;
}

/** One setting as DescribeConfigs answers it. */
export interface DescribedConfig {
  readonly name: string;
  readonly value: string | null;
  readonly isReadOnly: boolean;
  readonly isDefault: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
  /** The place of the value in effect first, then those that would take its place, in order. */
  readonly synonyms: readonly ConfigSynonym[];
  readonly configType: number;
  readonly documentation: string | null;
}

/** Types by the numbers of the protocol; 0 is unknown. */
const typeNumbers: Readonly<Record<ConfigType, number>> = {
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
  class: 8,
  password: 9,
};

/** Everything that is in effect on this broker. Keys that are not known may be secrets: their values are not shown. */
export function describeBroker(layers: BrokerLayers): DescribedConfig[] {
  const known = [...brokerConfigs.definitions.values()].filter(({ isInternal }) => !isInternal);
  const names = new Set([...known.map(({ name }) => name), ...layers.texts.keys()]);
  return [...names].map((name) => brokerEntry(layers, name, brokerText(layers, name)));
}

/** What was set for all brokers, as it was set. */
export function describeCluster(layers: BrokerLayers): DescribedConfig[] {
  return [...layers.given.cluster].map(([name, text]) => {
    const entry = brokerEntry(layers, name, text);
    const synonyms = entry.synonyms.filter(({ source }) => source === configSources.defaultBroker);
    return { ...entry, ...from(synonyms), synonyms };
  });
}

function brokerEntry(layers: BrokerLayers, name: string, text: string | null): DescribedConfig {
  const definition = [name, ...brokerSynonyms(name)]
    .map(brokerDefinition)
    .find((found) => found !== undefined);
  const isSensitive = definition?.isSensitive ?? true;
  const synonyms = layers.synonyms(name, isSensitive);
  return {
    ...about(name, definition),
    value: isSensitive ? null : text,
    isReadOnly: (brokerDefinition(name)?.update ?? "read-only") === "read-only",
    ...from(synonyms),
    isSensitive,
    synonyms,
  };
}

function brokerText(layers: BrokerLayers, name: string): string | null {
  const text = layers.texts.get(name);
  const definition = brokerConfigs.definitions.get(name);
  if (definition === undefined || definition.isInternal) return text ?? null;
  return text === undefined ? brokerConfigs.defaultText(name) : brokerConfigs.canonicalText(name, text);
}

/** Settings of a topic: its own, those of the broker beside them, defaults. */
export function describeTopic(
  layers: BrokerLayers,
  defaults: TopicConfigValues,
  own: ConfigValues,
): DescribedConfig[] {
  return described(topicConfigs, own, (definition) => {
    const { name } = definition;
    const text = own.get(name);
    const synonym = topicSynonyms.get(name);
    const inherited = synonym === undefined ? [] : layers.synonyms(synonym, false);
    if (text !== undefined) return ownFirst(topicConfigs, definition, text, inherited, configSources.topic);
    const [first] = inherited;
    const value =
      first === undefined || first.value === null
        ? topicConfigs.canonical(name, defaults[name as keyof TopicConfigValues])
        : topicConfigs.canonicalText(name, first.value);
    return { value, synonyms: inherited };
  });
}

/** Settings of a group: its own, those of the broker beside them, defaults. */
export function describeGroup(layers: BrokerLayers, own: ConfigValues): DescribedConfig[] {
  return described(groupConfigs, own, (definition) => {
    const { name } = definition;
    const text = own.get(name);
    const synonym = groupSynonym(name);
    const value = groupConfigs.defaultText(name);
    const inherited =
      synonym === null ? [{ name, value, source: configSources.default }] : layers.synonyms(synonym, false);
    if (text !== undefined) return ownFirst(groupConfigs, definition, text, inherited, configSources.group);
    return {
      value: synonym === null ? value : groupConfigs.canonical(name, layers.valueOf(synonym)),
      synonyms: inherited,
    };
  });
}

/** Settings of a subscription to the metrics of clients. */
export function describeClientMetrics(own: ConfigValues): DescribedConfig[] {
  return described(clientMetricsConfigs, own, (definition) => {
    const text = own.get(definition.name);
    if (text === undefined) return { value: clientMetricsConfigs.defaultText(definition.name), synonyms: [] };
    return ownFirst(clientMetricsConfigs, definition, text, [], configSources.clientMetrics);
  });
}

function described<Values>(
  table: ConfigTable<Values>,
  own: ConfigValues,
  look: (definition: ConfigDefinition) => { value: string | null; synonyms: readonly ConfigSynonym[] },
): DescribedConfig[] {
  return [...table.definitions.values()]
    .filter(({ isInternal, name }) => !isInternal || own.has(name))
    .map((definition) => {
      const { value, synonyms } = look(definition);
      const { name } = definition;
      return {
        ...about(name, definition),
        value,
        isReadOnly: false,
        ...from(synonyms),
        isSensitive: false,
        synonyms,
      };
    });
}

function ownFirst<Values>(
  table: ConfigTable<Values>,
  { name, isInternal }: ConfigDefinition,
  text: string,
  inherited: readonly ConfigSynonym[],
  source: number,
): { value: string; synonyms: readonly ConfigSynonym[] } {
  const value = isInternal ? text : table.canonicalText(name, text);
  return { value, synonyms: [{ name, value, source }, ...inherited] };
}

function about(name: string, definition: ConfigDefinition | undefined) {
  return {
    name,
    configType: definition === undefined ? 0 : typeNumbers[definition.type],
    documentation: definition?.documentation ?? null,
  };
}

function from(synonyms: readonly ConfigSynonym[]) {
  const configSource = synonyms[0]?.source ?? configSources.default;
  return { configSource, isDefault: configSource === configSources.default };
}
