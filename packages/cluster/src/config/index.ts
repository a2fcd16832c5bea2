export { type BrokerConfigValues, brokerConfigs } from "./broker-configs.ts";
export { type BrokerFault, type CheckedBroker, checkBroker, faultText } from "./check-broker.ts";
export { type ClientMetricsConfigValues, clientMetricsConfigs } from "./client-metrics-configs.ts";
export type { ConfigRefusal } from "./config-refusal.ts";
export { type ConfigSynonym, configSources, type DescribedConfig } from "./describe.ts";
export { EffectiveConfigs } from "./effective-configs.ts";
export { type GroupConfigValues, groupConfigs } from "./group-configs.ts";
export { parseIpLimits } from "./ip-limits.ts";
export { type ListenerPlan, planListeners } from "./listener-rules.ts";
export {
  type HostAndPort,
  type Listener,
  ListenerFault,
  parseListeners,
  parseProtocolMap,
  type SecurityProtocol,
} from "./listeners.ts";
export { type QuorumVoter } from "./quorum-addresses.ts";
export { staticVoters } from "./quorum-rules.ts";
export { type TopicConfigValues, topicConfigs } from "./topic-configs.ts";
export { validateConfigChange } from "./validate-change.ts";
export { parseClientMatch } from "./validate-client-metrics.ts";
export type { Violation } from "./violation.ts";
