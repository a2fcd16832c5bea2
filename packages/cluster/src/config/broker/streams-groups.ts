import { atLeast, type ConfigRows, intConfig } from "@ottla/runtime";
import { absent } from "../absent.ts";
import { maxInt } from "../limits.ts";

/** Streams groups (KIP-1071). */
export const streamsGroupsRows = {
  "group.streams.assignment.interval.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "The least time between two assignments of a streams group.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "How often members of streams groups are told to send heartbeats.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.initial.rebalance.delay.ms": intConfig({
    default: 3000,
    validator: atLeast(0),
    importance: "medium",
    doc: "How long the first assignment of a streams group waits for more members.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.max.assignment.interval.ms": intConfig({
    default: 15_000,
    validator: atLeast(0),
    importance: "medium",
    doc: "The largest `streams.assignment.interval.ms` of a group.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.max.heartbeat.interval.ms": intConfig({
    default: 15_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "The largest `streams.heartbeat.interval.ms` of a group.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.max.session.timeout.ms": intConfig({
    default: 60_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "The largest `streams.session.timeout.ms` of a group.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.max.size": intConfig({
    default: maxInt,
    validator: atLeast(1),
    importance: "medium",
    doc: "The most members of a streams group.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.max.standby.replicas": intConfig({
    default: 2,
    validator: atLeast(0),
    importance: "medium",
    doc: "The largest `streams.num.standby.replicas` of a group.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.min.assignment.interval.ms": intConfig({
    default: 0,
    validator: atLeast(0),
    importance: "medium",
    doc: "The smallest `streams.assignment.interval.ms` of a group.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.min.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "The smallest `streams.heartbeat.interval.ms` of a group.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.min.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "The smallest `streams.session.timeout.ms` of a group.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.num.standby.replicas": intConfig({
    default: 0,
    validator: atLeast(0),
    importance: "medium",
    doc: "How many standby copies each task has.",
    withoutEffect: absent.streamsGroups,
  }),
  "group.streams.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "A member of a streams group that is silent for this long is dropped.",
    withoutEffect: absent.streamsGroups,
  }),
} satisfies ConfigRows;
