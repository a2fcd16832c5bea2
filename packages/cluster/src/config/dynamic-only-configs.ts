import { atLeast, type ConfigDefinition, configTable, longConfig } from "@ottla/runtime";
import { absent } from "./absent.ts";
import { brokerConfigs } from "./broker-configs.ts";
import { maxLong } from "./limits.ts";

/** Settings of brokers that can only be made while they run; `server.properties` does not know them. */
export const dynamicOnlyConfigs = configTable("broker", {
  "leader.replication.throttled.rate": longConfig({
    default: maxLong,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "How many bytes per second throttled replicas are served.",
    withoutEffect: absent.quotas,
  }),
  "follower.replication.throttled.rate": longConfig({
    default: maxLong,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "How many bytes per second throttled replicas fetch.",
    withoutEffect: absent.quotas,
  }),
  "replica.alter.log.dirs.io.max.bytes.per.second": longConfig({
    default: maxLong,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "How many bytes per second replicas move between directories.",
    withoutEffect: absent.moveReplicas,
  }),
});

/** A setting of brokers, be it of `server.properties` or not. */
export function brokerDefinition(name: string): ConfigDefinition | undefined {
  return brokerConfigs.definitions.get(name) ?? dynamicOnlyConfigs.definitions.get(name);
}
