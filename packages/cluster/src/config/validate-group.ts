import type { ConfigValues } from "../image/config-image.ts";
import type { BrokerConfigValues } from "./broker-configs.ts";
import { type ConfigRefusal, invalidConfig } from "./config-refusal.ts";
import { groupConfigs } from "./group-configs.ts";
import { groupBounds } from "./group-defaults.ts";

/** Whether a group may have these settings: each must be valid, and within what brokers allow. */
export function refusalOfGroup(settings: ConfigValues, broker: BrokerConfigValues): ConfigRefusal | null {
  for (const name of settings.keys()) {
    if (!groupConfigs.definitions.has(name)) return invalidConfig(`Unknown group config name: ${name}`);
  }
  for (const name of groupConfigs.definitions.keys()) {
    const text = settings.get(name);
    const parsed = text === undefined ? undefined : groupConfigs.parseValue(name, text);
    if (parsed !== undefined && "fault" in parsed) return invalidConfig(parsed.fault);
  }
  const values = groupConfigs.parseGiven(settings);
  for (const [name, { min, max }] of groupBounds) {
    const value = values[name];
    if (typeof value !== "number") continue;
    if (min !== null && value < Number(broker[min])) {
      return invalidConfig(`${name} must be greater than or equal to ${min}`);
    }
    if (value > Number(broker[max])) return invalidConfig(`${name} must be less than or equal to ${max}`);
  }
  return null;
}
