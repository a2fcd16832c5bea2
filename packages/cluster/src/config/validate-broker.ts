import { type ConfigValues, configResourceTypes } from "../image/config-image.ts";
import { type BrokerConfigValues, brokerConfigs } from "./broker-configs.ts";
import type { BrokerLayers } from "./broker-layers.ts";
import { nodeViolations } from "./broker-rules.ts";
import { type ConfigRefusal, invalidRequest } from "./config-refusal.ts";
import { brokerDefinition, dynamicOnlyConfigs } from "./dynamic-only-configs.ts";
import type { EffectiveConfigs } from "./effective-configs.ts";
import { groupViolations } from "./group-rules.ts";
import { parseIpLimits } from "./ip-limits.ts";
import { planListeners } from "./listener-rules.ts";
import { reconfigurationFault } from "./reconfiguration.ts";
import { withoutListenerPrefix } from "./synonyms.ts";

/**
 * Whether a broker, or all brokers where the name is empty, may have these settings while they run: those that can change
 * at all, that can change for all at once, and that go together with everything else that is in effect.
 */
export function refusalOfBroker(
  name: string,
  settings: ConfigValues,
  effective: EffectiveConfigs,
): ConfigRefusal | null {
  const before = effective.brokerWith(name, effective.settingsOf(configResourceTypes.broker, name));
  const fault =
    faultOfKeys(settings) ??
    faultOfValues(settings) ??
    (name === "" ? faultOfClusterWide(settings) : null) ??
    faultOfWhole(before.values, effective.brokerWith(name, settings));
  return fault === null ? null : invalidRequest(fault);
}

/** Keys that a listener has for itself. */
const perListenerOnly: ReadonlySet<string> = new Set([
  "ssl.key.password",
  "ssl.keystore.certificate.chain",
  "ssl.keystore.key",
  "ssl.keystore.location",
  "ssl.keystore.password",
  "ssl.keystore.type",
  "ssl.truststore.certificates",
  "ssl.truststore.location",
  "ssl.truststore.password",
  "ssl.truststore.type",
]);

function faultOfKeys(settings: ConfigValues): string | null {
  const names = [...settings.keys()];
  const fixed = names.filter((name) => brokerDefinition(name)?.update === "read-only");
  if (fixed.length > 0) return `Cannot update these configs dynamically: [${fixed.join(", ")}]`;
  const unprefixed = names.filter((name) => perListenerOnly.has(name));
  if (unprefixed.length === 0) return null;
  return `These security configs can be dynamically updated only per-listener using the listener prefix: [${unprefixed.join(", ")}]`;
}

/** Each value by itself. Keys that nobody knows are kept, as they may be some plugin's. */
function faultOfValues(settings: ConfigValues): string | null {
  for (const [name, text] of settings) {
    const key = withoutListenerPrefix(name) ?? name;
    const table = [brokerConfigs, dynamicOnlyConfigs].find(({ definitions }) => definitions.has(key));
    const parsed = table?.parseValue(key, text);
    if (parsed !== undefined && "fault" in parsed) return parsed.fault;
  }
  return null;
}

function faultOfClusterWide(settings: ConfigValues): string | null {
  const perBroker = [...settings.keys()].filter(
    (name) => withoutListenerPrefix(name) !== null || brokerDefinition(name)?.update === "per-broker",
  );
  if (perBroker.length === 0) return null;
  return `Cannot update these configs at default cluster level, broker id must be specified: [${perBroker.join(", ")}]`;
}

/** What would be in effect, as a whole, and the way from here to there. */
function faultOfWhole(before: BrokerConfigValues, { values: after, texts }: BrokerLayers): string | null {
  for (const { message } of groupViolations(after)) return message;
  const { violations, isReadable } = planListeners(after, texts);
  for (const { message } of violations) return isReadable ? required(message) : message;
  const ipLimits = parseIpLimits(after["max.connections.per.ip.overrides"]);
  if ("fault" in ipLimits) return ipLimits.fault;
  for (const { message } of nodeViolations(after)) return required(message);
  return reconfigurationFault(before, after);
}

/** Scala's `require` says so before the message. */
function required(message: string): string {
  return `requirement failed: ${message}`;
}
