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

/** A value, and one source that holds or would hold it. */
export interface ConfigSynonym {
  readonly name: string;
  /** Null where it is sensitive, and where there is none. */
  readonly value: string | null;
  readonly source: number;
}

/** One setting as DescribeConfigs answers it. */
export interface DescribedConfig extends ConfigSynonym0 {
  readonly isReadOnly: boolean;
  readonly isDefault: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
  /** The value in effect first, then what would take its place, in order. */
  readonly synonyms: readonly ConfigSynonym[];
  readonly configType: number;
  readonly documentation: string | null;
}

interface ConfigSynonym0 {
  readonly name: string;
  readonly value: string | null;
}
