import type { ConfigsImage } from "@ottla/cluster";
import { clientMetricsConfigs, configResourceTypes } from "@ottla/cluster";

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
    const patterns = patternsIn(parsed.match);
    subscriptions.push({
      name: resource.name,
      metrics: parsed.metrics,
      intervalMs: parsed["interval.ms"],
      isFor: (attributes) =>
        patterns.every(({ attribute, pattern }) => {
          const value = attributes[attribute] ?? null;
          return value !== null && pattern.test(value);
        }),
    });
  }
  return subscriptions;
}

interface AttributePattern {
  readonly attribute: string;
  /** Matches the whole of a value. */
  readonly pattern: RegExp;
}

/** `client_id=app-.*`, one for each attribute. The controller has refused what is malformed; what slipped through fits nobody. */
function patternsIn(texts: readonly string[]): AttributePattern[] {
  return texts.map((text) => {
    const [attribute = "", pattern = ""] = text.split("=").map((part) => part.trim());
    return { attribute, pattern: wholeMatch(pattern) };
  });
}

const nothing = /(?!)/;

function wholeMatch(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    return nothing;
  }
}
