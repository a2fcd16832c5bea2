import type { ConfigsImage } from "../image/index.ts";
import { type BrokerConfigValues, brokerConfigs } from "./broker-configs.ts";
import type { DescribedConfig } from "./describe.ts";
import type { GroupConfigValues } from "./group-configs.ts";
import type { TopicConfigValues } from "./topic-configs.ts";

export class EffectiveConfigs {
  broker: BrokerConfigValues;
  constructor(options: { readonly nodeId: number; readonly given: ReadonlyMap<string, string> }) {
    this.broker = brokerConfigs.parse(options.given).values;
  }
  declare update: (image: ConfigsImage) => void;
  declare topic: (name: string) => TopicConfigValues;
  declare group: (id: string) => GroupConfigValues;
  declare describeBroker: (name: string) => DescribedConfig[];
  declare describeTopic: (name: string) => DescribedConfig[];
  declare describeGroup: (id: string) => DescribedConfig[];
  declare describeClientMetrics: (name: string) => DescribedConfig[];
}
