import type { createTopics, ResponseInput } from "@ottla/protocol";
import { configSources, type EffectiveConfigs } from "../config/index.ts";

type Described = NonNullable<ResponseInput<typeof createTopics>["topics"][number]["configs"]>;

/**
 * The settings that a topic begins with, as CreateTopics tells them (KIP-525): what was given stands as it was given, the
 * rest is what holds for all topics.
 */
export function describeNewTopic(
  name: string,
  given: ReadonlyMap<string, string | null>,
  configs: EffectiveConfigs,
): Described {
  return configs
    .describeTopic(name)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, value, isReadOnly, configSource, isSensitive }) => {
      const own = given.get(name);
      return {
        name,
        value: isSensitive ? null : (own ?? value),
        readOnly: isReadOnly,
        configSource: own === undefined ? configSource : configSources.topic,
        isSensitive,
      };
    });
}
