import type { BrokerConfigValues } from "./broker-configs.ts";
import { type GroupConfigValues, groupConfigs } from "./group-configs.ts";
import { groupSynonym } from "./synonyms.ts";

/** What holds for a group without settings of its own. */
export function groupDefaults(broker: BrokerConfigValues): GroupConfigValues {
  const values: Record<string, unknown> = { ...groupConfigs.parse(new Map()).values };
  for (const name of groupConfigs.definitions.keys()) {
    const synonym = groupSynonym(name);
    if (synonym !== null) values[name] = broker[synonym as keyof BrokerConfigValues];
  }
  // A group's key and the broker's key beside it are of the same type.
  return values as GroupConfigValues;
}

/** Keys of brokers between which a setting of a group must lie. */
export interface GroupBounds {
  readonly min: keyof BrokerConfigValues | null;
  readonly max: keyof BrokerConfigValues;
}

/** In the order in which Kafka checks them. */
export const groupBounds: ReadonlyMap<keyof GroupConfigValues, GroupBounds> = new Map([
  bounded(
    "consumer.heartbeat.interval.ms",
    "group.consumer.min.heartbeat.interval.ms",
    "group.consumer.max.heartbeat.interval.ms",
  ),
  bounded(
    "consumer.session.timeout.ms",
    "group.consumer.min.session.timeout.ms",
    "group.consumer.max.session.timeout.ms",
  ),
  bounded(
    "consumer.assignment.interval.ms",
    "group.consumer.min.assignment.interval.ms",
    "group.consumer.max.assignment.interval.ms",
  ),
  bounded(
    "share.heartbeat.interval.ms",
    "group.share.min.heartbeat.interval.ms",
    "group.share.max.heartbeat.interval.ms",
  ),
  bounded(
    "share.session.timeout.ms",
    "group.share.min.session.timeout.ms",
    "group.share.max.session.timeout.ms",
  ),
  bounded(
    "share.record.lock.duration.ms",
    "group.share.min.record.lock.duration.ms",
    "group.share.max.record.lock.duration.ms",
  ),
  bounded(
    "share.delivery.count.limit",
    "group.share.min.delivery.count.limit",
    "group.share.max.delivery.count.limit",
  ),
  bounded(
    "share.partition.max.record.locks",
    "group.share.min.partition.max.record.locks",
    "group.share.max.partition.max.record.locks",
  ),
  bounded(
    "share.assignment.interval.ms",
    "group.share.min.assignment.interval.ms",
    "group.share.max.assignment.interval.ms",
  ),
  bounded(
    "streams.heartbeat.interval.ms",
    "group.streams.min.heartbeat.interval.ms",
    "group.streams.max.heartbeat.interval.ms",
  ),
  bounded(
    "streams.session.timeout.ms",
    "group.streams.min.session.timeout.ms",
    "group.streams.max.session.timeout.ms",
  ),
  bounded("streams.num.standby.replicas", null, "group.streams.max.standby.replicas"),
  bounded(
    "streams.assignment.interval.ms",
    "group.streams.min.assignment.interval.ms",
    "group.streams.max.assignment.interval.ms",
  ),
]);

/** Settings of a group were checked when they were made; the bounds may have moved since. */
export function withinBounds(
  own: Partial<GroupConfigValues>,
  broker: BrokerConfigValues,
): Partial<GroupConfigValues> {
  const held: Record<string, unknown> = { ...own };
  for (const [name, { min, max }] of groupBounds) {
    const value = own[name];
    if (typeof value !== "number") continue;
    held[name] = Math.max(min === null ? value : Number(broker[min]), Math.min(value, Number(broker[max])));
  }
  return held;
}

function bounded(
  name: keyof GroupConfigValues,
  min: GroupBounds["min"],
  max: GroupBounds["max"],
): readonly [keyof GroupConfigValues, GroupBounds] {
  return [name, { min, max }];
}
