import { atLeast, type ConfigRows, intConfig } from "@ottla/runtime";
import { maxInt } from "../limits.ts";

export const streamsGroupsRows = {
  "group.streams.assignment.interval.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "group.streams.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "group.streams.initial.rebalance.delay.ms": intConfig({
    default: 3000,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "group.streams.max.assignment.interval.ms": intConfig({
    default: 15_000,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "group.streams.max.heartbeat.interval.ms": intConfig({
    default: 15_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "group.streams.max.session.timeout.ms": intConfig({
    default: 60_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "group.streams.max.size": intConfig({
    default: maxInt,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "group.streams.max.standby.replicas": intConfig({
    default: 2,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "group.streams.min.assignment.interval.ms": intConfig({
    default: 0,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "group.streams.min.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "group.streams.min.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "group.streams.num.standby.replicas": intConfig({
    default: 0,
    validator: atLeast(0),
    importance: "medium",
    doc: "",
  }),
  "group.streams.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
} as const satisfies ConfigRows;
