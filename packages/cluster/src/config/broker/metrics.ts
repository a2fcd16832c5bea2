import {
  atLeast,
  type ConfigRows,
  intConfig,
  listConfig,
  listOf,
  longConfig,
  stringConfig,
} from "@ottla/runtime";
import { absent } from "../absent.ts";

/** Metrics of the broker, and those that clients push. */
export const metricsRows = {
  "kafka.metrics.polling.interval.secs": intConfig({
    default: 10,
    validator: atLeast(1),
    importance: "low",
    doc: "How often reporters of the older kind are called.",
    withoutEffect: absent.reporters,
  }),
  "kafka.metrics.reporters": listConfig({
    default: [],
    validator: listOf({ mayBeEmpty: true }),
    importance: "low",
    doc: "Java classes that report metrics of the older kind.",
    withoutEffect: absent.reporters,
  }),
  "metric.reporters": listConfig({
    default: ["org.apache.kafka.common.metrics.JmxReporter"],
    validator: listOf({ mayBeEmpty: true }),
    importance: "low",
    update: "cluster-wide",
    doc: "Java classes that report metrics.",
    withoutEffect: absent.reporters,
  }),
  "metrics.num.samples": intConfig({
    default: 2,
    validator: atLeast(1),
    importance: "low",
    doc: "How many samples a rate is worked out from.",
    withoutEffect: absent.metricSamples,
  }),
  "metrics.recording.level": stringConfig({
    default: "INFO",
    importance: "low",
    doc: "How much is measured.",
    withoutEffect: absent.metricSamples,
  }),
  "metrics.sample.window.ms": longConfig({
    default: 30_000,
    validator: atLeast(1),
    importance: "low",
    doc: "How long a sample of a rate is.",
    withoutEffect: absent.metricSamples,
  }),
  "telemetry.max.bytes": intConfig({
    default: 1_048_576,
    validator: atLeast(1),
    importance: "low",
    doc: "The most bytes of metrics that a client may push at once.",
  }),
} satisfies ConfigRows;
