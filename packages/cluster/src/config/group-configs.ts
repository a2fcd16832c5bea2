import {
  atLeast,
  booleanConfig,
  configTable,
  intConfig,
  oneOf,
  stringConfig,
  type ValuesOf,
} from "@ottla/runtime";
import { absent } from "./absent.ts";
import { shareOffsetReset } from "./validators.ts";

/** Settings of a group. */
export const groupConfigs = configTable("group", {
  "consumer.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "A member of the consumer group that is silent for this long is dropped.",
  }),
  "consumer.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "How often members of the consumer group are told to send heartbeats.",
  }),
  "consumer.assignment.interval.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    doc: "The least time between two assignments of the consumer group.",
  }),
  "share.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "A member of the share group that is silent for this long is dropped.",
    withoutEffect: absent.shareGroups,
  }),
  "share.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "How often members of the share group are told to send heartbeats.",
    withoutEffect: absent.shareGroups,
  }),
  "share.record.lock.duration.ms": intConfig({
    default: 30_000,
    validator: atLeast(1000),
    importance: "medium",
    doc: "How long a member of the share group holds a record before it goes to another.",
    withoutEffect: absent.shareGroups,
  }),
  "share.delivery.count.limit": intConfig({
    default: 5,
    validator: atLeast(2),
    importance: "medium",
    doc: "How often a record is delivered to the share group before it is given up.",
    withoutEffect: absent.shareGroups,
  }),
  "share.partition.max.record.locks": intConfig({
    default: 2000,
    validator: atLeast(100),
    importance: "medium",
    doc: "How many records of a partition the share group may hold at once.",
    withoutEffect: absent.shareGroups,
  }),
  "share.auto.offset.reset": stringConfig({
    default: "latest",
    validator: shareOffsetReset,
    importance: "medium",
    doc: "Where the share group begins in a partition that it has no offset for: `latest`, `earliest`, or `by_duration:` and an ISO 8601 duration before now.",
    withoutEffect: absent.shareGroups,
  }),
  "share.isolation.level": stringConfig({
    default: "read_uncommitted",
    validator: oneOf("read_committed", "read_uncommitted"),
    importance: "medium",
    doc: "Whether the share group gets records of transactions before they are committed.",
    withoutEffect: absent.shareGroups,
  }),
  "share.renew.acknowledge.enable": booleanConfig({
    default: true,
    importance: "medium",
    doc: "Whether members of the share group may hold a record for longer.",
    withoutEffect: absent.shareGroups,
  }),
  "share.assignment.interval.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    doc: "The least time between two assignments of the share group.",
    withoutEffect: absent.shareGroups,
  }),
  "streams.session.timeout.ms": intConfig({
    default: 45_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "A member of the streams group that is silent for this long is dropped.",
    withoutEffect: absent.streamsGroups,
  }),
  "streams.heartbeat.interval.ms": intConfig({
    default: 5000,
    validator: atLeast(1),
    importance: "medium",
    doc: "How often members of the streams group are told to send heartbeats.",
    withoutEffect: absent.streamsGroups,
  }),
  "streams.num.standby.replicas": intConfig({
    default: 0,
    validator: atLeast(0),
    importance: "medium",
    doc: "How many standby copies each task has.",
    withoutEffect: absent.streamsGroups,
  }),
  "streams.initial.rebalance.delay.ms": intConfig({
    default: 3000,
    validator: atLeast(0),
    importance: "medium",
    doc: "How long the first assignment of the streams group waits for more members.",
    withoutEffect: absent.streamsGroups,
  }),
  "streams.assignment.interval.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    doc: "The least time between two assignments of the streams group.",
    withoutEffect: absent.streamsGroups,
  }),
});

export type GroupConfigValues = ValuesOf<typeof groupConfigs>;
