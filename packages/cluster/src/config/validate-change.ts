import { errorCode } from "@ottla/protocol";
import { type ConfigValues, configResourceTypes } from "../image/config-image.ts";
import type { ConfigRefusal } from "./config-refusal.ts";
import type { EffectiveConfigs } from "./effective-configs.ts";
import { refusalOfBroker } from "./validate-broker.ts";
import { refusalOfClientMetrics } from "./validate-client-metrics.ts";
import { refusalOfGroup } from "./validate-group.ts";
import { refusalOfTopic } from "./validate-topic.ts";

/**
 * Whether a resource may have these settings, as Kafka decides it; null where it may. `changes` are what would be set, or
 * deleted where they are null; together with what is set already they must make sense.
 */
export function validateConfigChange(
  resourceType: number,
  resourceName: string,
  changes: ReadonlyMap<string, string | null>,
  effective: EffectiveConfigs,
): ConfigRefusal | null {
  const settings = changed(effective.settingsOf(resourceType, resourceName), changes);
  switch (resourceType) {
    case configResourceTypes.topic:
      return refusalOfTopic(settings, effective);
    case configResourceTypes.broker:
      return refusalOfBroker(resourceName, settings, effective);
    case configResourceTypes.group:
      return refusalOfGroup(settings, effective.broker);
    case configResourceTypes.clientMetrics:
      return refusalOfClientMetrics(settings);
    default:
      return { errorCode: errorCode.INVALID_REQUEST, errorMessage: `Unknown resource type ${resourceType}` };
  }
}

function changed(before: ConfigValues, changes: ReadonlyMap<string, string | null>): Map<string, string> {
  const settings = new Map(before);
  for (const [name, value] of changes) {
    if (value === null) settings.delete(name);
    else settings.set(name, value);
  }
  return settings;
}
