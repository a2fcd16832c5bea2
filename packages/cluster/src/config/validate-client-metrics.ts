import type { ConfigValues } from "../image/config-image.ts";
import { clientMetricsConfigs } from "./client-metrics-configs.ts";
import { type ConfigRefusal, invalidConfig, invalidRequest } from "./config-refusal.ts";

/** What a subscription can tell clients apart by (KIP-714). */
const properties: ReadonlySet<string> = new Set([
  "client_instance_id",
  "client_id",
  "client_software_name",
  "client_software_version",
  "client_source_address",
  "client_source_port",
]);

const minIntervalMs = 100;
const maxIntervalMs = 3_600_000;

/** Whether a subscription to the metrics of clients may have these settings. */
export function refusalOfClientMetrics(settings: ConfigValues): ConfigRefusal | null {
  for (const name of settings.keys()) {
    if (!clientMetricsConfigs.definitions.has(name)) {
      return invalidRequest(`Unknown client metrics configuration: ${name}`);
    }
  }
  for (const [name, text] of settings) {
    const parsed = clientMetricsConfigs.parseValue(name, text);
    if ("fault" in parsed) return invalidConfig(parsed.fault);
  }
  const values = clientMetricsConfigs.parseGiven(settings);
  const intervalMs = values["interval.ms"];
  if (intervalMs !== undefined && (intervalMs < minIntervalMs || intervalMs > maxIntervalMs)) {
    return invalidRequest(
      `Invalid value ${intervalMs} for interval.ms, interval must be between ${minIntervalMs} and ${maxIntervalMs} (1 hour)`,
    );
  }
  const illegal = (values.match ?? []).find((pattern) => parseClientMatch(pattern) === null);
  return illegal === undefined ? null : invalidConfig(`Illegal client matching pattern: ${illegal}`);
}

/** Reads an element of `match`: `client_software_name=.*python.*`. Null where it is none. */
export function parseClientMatch(
  text: string,
): { readonly property: string; readonly pattern: RegExp } | null {
  const parts = text.split("=");
  const [property = "", pattern = ""] = parts.map((part) => part.trim());
  if (parts.length !== 2 || !properties.has(property)) return null;
  try {
    return { property, pattern: new RegExp(`^(?:${pattern})$`) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
