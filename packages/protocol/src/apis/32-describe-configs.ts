import { api, array, bool, int8, int16, int32, string } from "../schema/index.ts";

/**
 * 32 DescribeConfigs: tells the settings of topics, brokers, groups and other resources, and where each value comes
 * from (KIP-226).
 */
export const describeConfigs = api(32, "DescribeConfigs", {
  versions: [1, 4],
  flexible: 4,
  listeners: ["broker", "controller"],
  request: {
    resources: array({
      /** 2: topic, 4: broker, 8: broker logger, 16: client metrics, 32: group. */
      resourceType: int8,
      /** Of a broker its id; empty: what holds for all brokers. */
      resourceName: string,
      /** Null or none: all. */
      configurationKeys: array(string).nullable(),
    }),
    includeSynonyms: bool.default(false),
    /** (KIP-569) */
    includeDocumentation: bool.since(3).default(false),
  },
  response: {
    throttleTimeMs: int32.default(0),
    results: array({
      errorCode: int16,
      errorMessage: string.nullable(),
      resourceType: int8,
      resourceName: string,
      configs: array({
        name: string,
        /** Null where it is sensitive. */
        value: string.nullable(),
        readOnly: bool,
        /**
         * 1: topic, 2: this broker, 3: all brokers, 4: the broker's file, 5: default, 6: broker logger, 7: client
         * metrics, 8: group.
         */
        configSource: int8.default(-1).ignorable(),
        isSensitive: bool,
        /** Where the value is looked for, the one that wins first. */
        synonyms: array({
          name: string,
          value: string.nullable(),
          source: int8,
        }).ignorable(),
        /** 1: boolean, 2: string, 3: int, 4: short, 5: long, 6: double, 7: list, 8: class, 9: password. */
        configType: int8.since(3).default(0).ignorable(),
        documentation: string.since(3).nullable().ignorable(),
      }),
    }),
  },
});
