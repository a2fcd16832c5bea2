export { type BrokerConfigValues, brokerConfigs } from "./broker-configs.ts";
export { type ClientMetricsConfigValues, clientMetricsConfigs } from "./client-metrics-configs.ts";
export { type ConfigSynonym, configSources, type DescribedConfig } from "./describe.ts";
export { EffectiveConfigs } from "./effective-configs.ts";
export { type GroupConfigValues, groupConfigs } from "./group-configs.ts";
export {
  type HostAndPort,
  type Listener,
  ListenerFault,
  parseListeners,
  parseProtocolMap,
  type SecurityProtocol,
} from "./listeners.ts";
export { type TopicConfigValues, topicConfigs } from "./topic-configs.ts";
export { type ConfigRefusal, validateConfigChange } from "./validate-change.ts";
