import type { BrokerConfigValues } from "./broker-configs.ts";
import type { Violation } from "./violation.ts";

type Comparison = "greater than or equal to" | "less than or equal to" | "less than";

/** What must hold between settings of groups. */
export function* groupViolations(values: BrokerConfigValues): Generator<Violation> {
  for (const [name, comparison, other] of rules) {
    const value = Number(values[name as keyof BrokerConfigValues]);
    const limit = Number(values[other as keyof BrokerConfigValues]);
    if (holds(value, comparison, limit)) continue;
    const message = `${name} must be ${comparison} ${other}`;
    yield { name, message, remedy: `They are ${value} and ${limit}: change one of them.` };
  }
  for (const name of ["group.share.assignors"] as const) {
    const { length } = values[name];
    if (length === 1) continue;
    const message = `${name} must contain exactly one assignor, but found ${length}`;
    yield { name, message, remedy: "Set it to simple." };
  }
  const protocols = values["group.coordinator.rebalance.protocols"];
  if (!protocols.includes("classic")) {
    yield {
      name: "group.coordinator.rebalance.protocols",
      message: "Disabling the 'classic' protocol is not supported.",
      remedy: "Add classic.",
    };
  }
}

const rules: readonly (readonly [name: string, Comparison, other: string])[] = [
  ...ofProtocol("group.consumer"),
  ...ofProtocol("group.share"),
  ...ofProtocol("group.streams"),
  ["group.streams.num.standby.replicas", "less than or equal to", "group.streams.max.standby.replicas"],
  ["group.share.max.delivery.count.limit", "greater than or equal to", "group.share.delivery.count.limit"],
  ["group.share.delivery.count.limit", "greater than or equal to", "group.share.min.delivery.count.limit"],
  [
    "group.share.max.partition.max.record.locks",
    "greater than or equal to",
    "group.share.partition.max.record.locks",
  ],
  [
    "group.share.partition.max.record.locks",
    "greater than or equal to",
    "group.share.min.partition.max.record.locks",
  ],
  [
    "group.share.record.lock.duration.ms",
    "greater than or equal to",
    "group.share.min.record.lock.duration.ms",
  ],
  [
    "group.share.max.record.lock.duration.ms",
    "greater than or equal to",
    "group.share.record.lock.duration.ms",
  ],
  ["group.share.max.share.sessions", "greater than or equal to", "group.share.max.size"],
];

function ofProtocol(prefix: string): (readonly [string, Comparison, string])[] {
  return [
    ...between(prefix, "heartbeat.interval.ms"),
    ...between(prefix, "session.timeout.ms"),
    [`${prefix}.heartbeat.interval.ms`, "less than", `${prefix}.session.timeout.ms`],
    ...between(prefix, "assignment.interval.ms"),
  ];
}

function between(prefix: string, setting: string): (readonly [string, Comparison, string])[] {
  const [min, value, max] = [`${prefix}.min.${setting}`, `${prefix}.${setting}`, `${prefix}.max.${setting}`];
  return [
    [max, "greater than or equal to", min],
    [value, "greater than or equal to", min],
    [value, "less than or equal to", max],
  ];
}

function holds(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case "greater than or equal to":
      return value >= limit;
    case "less than or equal to":
      return value <= limit;
    case "less than":
      return value < limit;
  }
}
