import { atLeast, booleanConfig, type ConfigRows, intConfig, longConfig, stringConfig } from "@ottla/runtime";

export const replicationRows = {
  "auto.leader.rebalance.enable": booleanConfig({ default: true, importance: "high", doc: "" }),
  "default.replication.factor": intConfig({ default: 1, importance: "medium", doc: "" }),
  "leader.imbalance.check.interval.seconds": longConfig({
    default: 300,
    validator: atLeast(1),
    importance: "high",
    doc: "",
  }),
  "num.replica.alter.log.dirs.threads": intConfig({ default: null, importance: "high", doc: "" }),
  "num.replica.fetchers": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "high",
    update: "cluster-wide",
    doc: "",
  }),
  "replica.fetch.backoff.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "replica.fetch.max.bytes": intConfig({
    default: 1_048_576,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "replica.fetch.min.bytes": intConfig({ default: 1, importance: "high", doc: "" }),
  "replica.fetch.response.max.bytes": intConfig({
    default: 10_485_760,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "replica.fetch.wait.max.ms": intConfig({ default: 500, importance: "high", doc: "" }),
  "replica.high.watermark.checkpoint.interval.ms": longConfig({ default: 5000, importance: "high", doc: "" }),
  "replica.lag.time.max.ms": longConfig({ default: 30_000, importance: "high", doc: "" }),
  "replica.selector.class": stringConfig({ default: null, importance: "medium", doc: "" }),
  "replica.socket.receive.buffer.bytes": intConfig({ default: 65_536, importance: "high", doc: "" }),
  "replica.socket.timeout.ms": intConfig({ default: 30_000, importance: "high", doc: "" }),
  "unclean.leader.election.interval.ms": longConfig({
    default: 300_000,
    validator: atLeast(1),
    importance: "medium",
    isInternal: true,
    doc: "",
  }),
} as const satisfies ConfigRows;
