import { configTable, intConfig, listConfig, listOf, type ValuesOf } from "@ottla/runtime";

/** Settings of a subscription to the metrics of clients (KIP-714). */
export const clientMetricsConfigs = configTable("client-metrics", {
  metrics: listConfig({
    default: [],
    validator: listOf({ mayBeEmpty: true }),
    importance: "medium",
    doc: "Prefixes of the names of the metrics that are asked for; `*` asks for all.",
  }),
  "interval.ms": intConfig({
    default: 300_000,
    importance: "medium",
    doc: "How often matching clients push their metrics.",
  }),
  match: listConfig({
    default: [],
    validator: listOf({ mayBeEmpty: true }),
    importance: "medium",
    doc: "Which clients the subscription is for: a regular expression per property, as in `client_software_name=.*python.*`.",
  }),
});

export type ClientMetricsConfigValues = ValuesOf<typeof clientMetricsConfigs>;
