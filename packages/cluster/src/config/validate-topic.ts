import { invalidValue } from "@ottla/runtime";
import type { ConfigValues } from "../image/config-image.ts";
import { type ConfigRefusal, invalidConfig } from "./config-refusal.ts";
import type { EffectiveConfigs } from "./effective-configs.ts";
import { type TopicConfigValues, topicConfigs } from "./topic-configs.ts";

/** Whether a topic may have these settings. */
export function refusalOfTopic(settings: ConfigValues, effective: EffectiveConfigs): ConfigRefusal | null {
  for (const name of settings.keys()) {
    if (!topicConfigs.definitions.has(name)) return invalidConfig(`Unknown topic config name: ${name}`);
  }
  // The table's order is Kafka's, which tells the first fault in it.
  for (const name of topicConfigs.definitions.keys()) {
    const text = settings.get(name);
    const parsed = text === undefined ? undefined : topicConfigs.parseValue(name, text);
    if (parsed !== undefined && "fault" in parsed) return invalidConfig(parsed.fault);
  }
  const values = { ...effective.defaultTopic, ...topicConfigs.parseGiven(settings) };
  const fault = compactionFault(values) ?? remoteStorageFault(values, effective);
  return fault === null ? null : invalidConfig(fault);
}

function compactionFault(values: TopicConfigValues): string | null {
  const min = values["min.compaction.lag.ms"];
  const max = values["max.compaction.lag.ms"];
  if (min <= max) return null;
  return `conflict topic config setting min.compaction.lag.ms (${min}) > max.compaction.lag.ms (${max})`;
}

/** What a topic with tiered storage must be like (KIP-405, KIP-950). */
function remoteStorageFault(values: TopicConfigValues, effective: EffectiveConfigs): string | null {
  if (!values["remote.storage.enable"]) return null;
  if (!effective.broker["remote.log.storage.system.enable"]) {
    return "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.";
  }
  const policy = values["cleanup.policy"];
  if (policy.length > 0 && policy.join() !== "delete") {
    return "Remote log storage only supports topics with cleanup.policy=delete or cleanup.policy being an empty list.";
  }
  return (
    localRetentionFault(values["retention.bytes"], values["local.retention.bytes"], bytes) ??
    localRetentionFault(values["retention.ms"], values["local.retention.ms"], time)
  );
}

const bytes = { key: "retention.bytes", localKey: "local.retention.bytes" };
const time = { key: "retention.ms", localKey: "local.retention.ms" };

/** What stays on the local disk cannot be more than what is kept at all; -2 is just as much. */
function localRetentionFault(
  all: number,
  local: number,
  { key, localKey }: { key: string; localKey: string },
): string | null {
  if (all === -1 || local === -2) return null;
  if (local === -1)
    return invalidValue(localKey, local, `Value must not be -1 as ${key} value is set as ${all}.`);
  if (local <= all) return null;
  return invalidValue(localKey, local, `Value must not be more than ${key} property value: ${all}`);
}
