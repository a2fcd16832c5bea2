import {
  atLeast,
  type ConfigRows,
  intConfig,
  listConfig,
  listOf,
  longConfig,
  stringConfig,
} from "@ottla/runtime";

export const metricsRows = {
  "kafka.metrics.polling.interval.secs": intConfig({
    default: 10,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "kafka.metrics.reporters": listConfig({
    default: [],
    validator: listOf({ mayBeEmpty: true }),
    importance: "low",
    doc: "",
  }),
  "metric.reporters": listConfig({
    default: ["org.apache.kafka.common.metrics.JmxReporter"],
    validator: listOf({ mayBeEmpty: true }),
    importance: "low",
    update: "cluster-wide",
    doc: "",
  }),
  "metrics.num.samples": intConfig({ default: 2, validator: atLeast(1), importance: "low", doc: "" }),
  "metrics.recording.level": stringConfig({ default: "INFO", importance: "low", doc: "" }),
  "metrics.sample.window.ms": longConfig({
    default: 30_000,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "telemetry.max.bytes": intConfig({ default: 1_048_576, validator: atLeast(1), importance: "low", doc: "" }),
} as const satisfies ConfigRows;
