import { invalidValue } from "@ottla/runtime";
import type { BrokerConfigValues } from "./broker-configs.ts";
import { retentionMs } from "./topic-defaults.ts";

/** Pools that Kafka lets grow to twice and shrink to half of what they are, at a time. */
const pools = [
  "num.io.threads",
  "num.network.threads",
  "num.replica.fetchers",
  "num.recovery.threads.per.data.dir",
  "background.threads",
  "remote.log.reader.threads",
  "remote.log.manager.copier.thread.pool.size",
  "remote.log.manager.expiration.thread.pool.size",
  "remote.log.manager.follower.thread.pool.size",
] as const;

/** Why a running broker cannot go from these settings to those, in Kafka's words; null where it can. */
export function reconfigurationFault(before: BrokerConfigValues, after: BrokerConfigValues): string | null {
  const fault =
    poolFault(before, after) ??
    cleanerFault(before, after) ??
    localRetentionFault(after) ??
    connectionRateFault(after) ??
    reporterFault(before, after);
  if (fault !== null) {
    const exception = `org.apache.kafka.common.config.ConfigException: ${fault}`;
    return invalidValue("Invalid dynamic configuration", exception);
  }
  return listenerFault(before, after);
}

function poolFault(before: BrokerConfigValues, after: BrokerConfigValues): string | null {
  for (const name of pools) {
    const current = before[name];
    const wanted = after[name];
    const reason =
      wanted > current * 2
        ? `value should not be greater than double the current value ${current}`
        : wanted < Math.trunc(current / 2)
          ? `value should be at least half the current value ${current}`
          : null;
    if (reason !== null)
      return `Dynamic thread count update validation failed for ${name}=${wanted}, ${reason}`;
  }
  return null;
}

function cleanerFault(before: BrokerConfigValues, after: BrokerConfigValues): string | null {
  const current = before["log.cleaner.threads"];
  const wanted = after["log.cleaner.threads"];
  if (wanted < 1) return "Log cleaner threads should be at least 1";
  if (wanted < Math.trunc(current / 2)) {
    return `Log cleaner threads cannot be reduced to less than half the current value ${current}`;
  }
  if (wanted <= current * 2) return null;
  return `Log cleaner threads cannot be increased to more than double the current value ${current}`;
}

function localRetentionFault(after: BrokerConfigValues): string | null {
  return (
    localLimitFault(
      "log.retention.ms",
      retentionMs(after),
      "log.local.retention.ms",
      after["log.local.retention.ms"],
    ) ??
    localLimitFault(
      "log.retention.bytes",
      after["log.retention.bytes"],
      "log.local.retention.bytes",
      after["log.local.retention.bytes"],
    )
  );
}

function localLimitFault(name: string, all: number, localName: string, local: number): string | null {
  if (all === -1 || local === -2) return null;
  if (local === -1) {
    return invalidValue(localName, local, `Value must not be -1 as ${name} value is set as ${all}.`);
  }
  if (local <= all) return null;
  return invalidValue(localName, local, `Value must not be more than ${name} property value: ${all}`);
}

function connectionRateFault(after: BrokerConfigValues): string | null {
  const rate = after["max.connection.creation.rate"];
  return rate > 0 ? null : `Invalid max.connection.creation.rate ${rate}`;
}

/** Java classes cannot be loaded: a reporter can be taken away, and none comes. */
function reporterFault(before: BrokerConfigValues, after: BrokerConfigValues): string | null {
  const isNew = after["metric.reporters"].some((reporter) => !before["metric.reporters"].includes(reporter));
  if (!isNew) return null;
  return "Validation of dynamic config update of Set(metric.reporters) failed with class class kafka.server.DynamicMetricsReporters";
}

/** Kafka opens and closes listeners while it runs; this broker does not yet, and says so. */
function listenerFault(before: BrokerConfigValues, after: BrokerConfigValues): string | null {
  const isSame =
    before.listeners.join() === after.listeners.join() &&
    before["listener.security.protocol.map"] === after["listener.security.protocol.map"];
  return isSame
    ? null
    : "Listeners cannot be changed while the broker runs: change its settings and restart it.";
}
