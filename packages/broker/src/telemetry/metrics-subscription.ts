import {
  type ConfigsImage,
  clientMetricsConfigs,
  configResourceTypes,
  parseClientMatch,
} from "@ottla/cluster";

/** What is known of a client, by the names that `match` has for it. */
export type ClientAttributes = Readonly<Record<string, string | null>>;

/** One client-metrics resource: which metrics, how often, of whom (KIP-714). */
export interface MetricsSubscription {
  readonly name: string;
  /** What names of metrics begin with; `*`: all. */
  readonly metrics: readonly string[];
  readonly intervalMs: number;
  isFor(attributes: ClientAttributes): boolean;
}

export const allMetrics = "*";
export const defaultIntervalMs = 300_000;

/** The subscriptions that operators have set. */
export function subscriptionsIn(configs: ConfigsImage): MetricsSubscription[] {
  const subscriptions: MetricsSubscription[] = [];
  for (const { resource, values } of configs.entries()) {
    if (resource.type !== configResourceTypes.clientMetrics) continue;
    const parsed = clientMetricsConfigs.parse(values).values;
    const patterns = parsed.match.map(parseClientMatch);
    subscriptions.push({
      name: resource.name,
      metrics: parsed.metrics,
      intervalMs: parsed["interval.ms"],
      isFor: (attributes) =>
        // The controller has refused what cannot be read; what slipped through fits nobody.
        patterns.every((match) => {
          const value = match === null ? null : (attributes[match.property] ?? null);
          return value !== null && (match?.pattern.test(value) ?? false);
        }),
    });
  }
  return subscriptions;
}
