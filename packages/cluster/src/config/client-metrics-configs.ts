import { configTable, intConfig, listConfig, listOf, type ValuesOf } from "@ottla/runtime";

export const clientMetricsConfigs = configTable("client-metrics", {
  "interval.ms": intConfig({ default: 300_000, importance: "medium", doc: "" }),
  match: listConfig({ default: [], validator: listOf({ mayBeEmpty: true }), importance: "medium", doc: "" }),
  metrics: listConfig({
    default: [],
    validator: listOf({ mayBeEmpty: true }),
    importance: "medium",
    doc: "",
  }),
});

export type ClientMetricsConfigValues = ValuesOf<typeof clientMetricsConfigs>;
