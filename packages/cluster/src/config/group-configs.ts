import {
  atLeast,
  booleanConfig,
  configTable,
  intConfig,
  oneOf,
  stringConfig,
  type ValuesOf,
} from "@ottla/runtime";
import { shareOffsetReset } from "./validators.ts";

export const groupConfigs = configTable("group", {
  "consumer.assignment.interval.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "consumer.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "consumer.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "share.assignment.interval.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "share.auto.offset.reset": stringConfig({
    default: "latest",
    validator: shareOffsetReset,
    importance: "medium",
    doc: "",
  }),
  "share.delivery.count.limit": intConfig({
    default: 5,
    validator: atLeast(2),
    importance: "medium",
    doc: "",
  }),
  "share.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "share.isolation.level": stringConfig({
    default: "read_uncommitted",
    validator: oneOf("read_committed", "read_uncommitted"),
    importance: "medium",
    doc: "",
  }),
  "share.partition.max.record.locks": intConfig({
    default: 2000,
    validator: atLeast(100),
    importance: "medium",
    doc: "",
  }),
  "share.record.lock.duration.ms": intConfig({
    default: 30_000,
    validator: atLeast(1000),
    importance: "medium",
    doc: "",
  }),
  "share.renew.acknowledge.enable": booleanConfig({ default: true, importance: "medium", doc: "" }),
  "share.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "streams.assignment.interval.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "streams.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "streams.initial.rebalance.delay.ms": intConfig({
    default: 3000,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "streams.num.standby.replicas": intConfig({
    default: 0,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "streams.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
});

export type GroupConfigValues = ValuesOf<typeof groupConfigs>;
