import type { BrokerConfigValues } from "./broker-configs.ts";
import { ipLimitFault, parseIpLimits } from "./ip-limits.ts";
import { retentionMs } from "./topic-defaults.ts";
import type { Violation } from "./violation.ts";

/** What must hold between settings of a node, apart from listeners and groups. */
export function* nodeViolations(values: BrokerConfigValues): Generator<Violation> {
  yield* logViolations(values);
  yield* directoryViolations(values);
  yield* replicationViolations(values);
  yield* connectionViolations(values);
}

function* logViolations(values: BrokerConfigValues): Generator<Violation> {
  if (retentionMs(values) === 0) {
    const message = "log.retention.ms must be unlimited (-1) or, greater than or equal to 1";
    yield {
      name: "log.retention.ms",
      message,
      remedy: "Set log.retention.ms, minutes or hours to another number.",
    };
  }
  if ((values["log.roll.ms"] ?? 1) < 1) {
    const message = "log.roll.ms must be greater than or equal to 1";
    yield { name: "log.roll.ms", message, remedy: "Set it to 1 or more, or leave it out." };
  }
  if ((values["log.roll.jitter.ms"] ?? 0) < 0) {
    const message = "log.roll.jitter.ms must be greater than or equal to 0";
    yield { name: "log.roll.jitter.ms", message, remedy: "Set it to 0 or more, or leave it out." };
  }
  const threads = values["log.cleaner.threads"];
  if (values["log.cleaner.dedupe.buffer.size"] / Math.max(threads, 1) <= 1_048_576) {
    const message = "log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.";
    yield {
      name: "log.cleaner.dedupe.buffer.size",
      message,
      remedy: `Set it to more than ${threads * 1_048_576}.`,
    };
  }
}

function* directoryViolations(values: BrokerConfigValues): Generator<Violation> {
  const directories = values["log.dirs"] ?? values["log.dir"];
  const cordoned = values["cordoned.log.dirs"] ?? [];
  const name = "cordoned.log.dirs";
  if (cordoned.includes("*")) {
    if (cordoned.length > 1) {
      const message = "When cordoned.log.dirs is set to *, it must not contain other values";
      yield { name, message, remedy: "Leave * or the directories." };
    }
    return;
  }
  const missing = cordoned.filter((directory) => !directories.includes(directory));
  if (missing.length > 0) {
    const message = `All entries in cordoned.log.dirs must be present in log.dirs or log.dir. Missing entries : ${missing.join(", ")}`;
    yield { name, message, remedy: "Write them as log.dirs does." };
  }
}

function* replicationViolations(values: BrokerConfigValues): Generator<Violation> {
  const name = "replica.fetch.wait.max.ms";
  const waitMs = values["replica.fetch.wait.max.ms"];
  if (waitMs > values["replica.socket.timeout.ms"]) {
    const message =
      "replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to prevent unnecessary socket timeouts";
    yield { name, message, remedy: `Set it to ${values["replica.socket.timeout.ms"]} or less.` };
  }
  if (waitMs > values["replica.lag.time.max.ms"]) {
    const message =
      "replica.fetch.wait.max.ms should always be less than or equal to replica.lag.time.max.ms to prevent frequent changes in ISR";
    yield { name, message, remedy: `Set it to ${values["replica.lag.time.max.ms"]} or less.` };
  }
  const heartbeatMs = values["broker.heartbeat.interval.ms"];
  const sessionMs = values["broker.session.timeout.ms"];
  if (heartbeatMs > sessionMs / 2) {
    yield {
      name: "broker.heartbeat.interval.ms",
      message: `broker.heartbeat.interval.ms (${heartbeatMs} ms) must be less than or equal to half of the broker.session.timeout.ms (${sessionMs} ms).`,
      remedy: `Set it to ${Math.floor(sessionMs / 2)} or less.`,
    };
  }
}

function* connectionViolations(values: BrokerConfigValues): Generator<Violation> {
  const queuedBytes = values["queued.max.request.bytes"];
  if (queuedBytes > 0 && queuedBytes < values["socket.request.max.bytes"]) {
    const message = "queued.max.request.bytes must be larger or equal to socket.request.max.bytes";
    const remedy = `Set it to -1, or to ${values["socket.request.max.bytes"]} or more.`;
    yield { name: "queued.max.request.bytes", message, remedy };
  }
  const overrides = values["max.connections.per.ip.overrides"];
  const limits = parseIpLimits(overrides);
  if ("fault" in limits) {
    yield {
      name: "max.connections.per.ip.overrides",
      message: limits.fault,
      remedy: "Write host:number,host:number.",
    };
  } else {
    const fault = ipLimitFault(limits);
    if (fault !== null)
      yield { name: "max.connections.per.ip.overrides", message: fault, remedy: "Name hosts or addresses." };
    if (values["max.connections.per.ip"] === 0 && limits.size === 0) {
      const message =
        "max.connections.per.ip can be set to zero only if max.connections.per.ip.overrides property is set.";
      yield {
        name: "max.connections.per.ip",
        message,
        remedy: "Say who may connect in max.connections.per.ip.overrides.",
      };
    }
  }
  const delayMs = values["connection.failed.authentication.delay.ms"];
  const idleMs = values["connections.max.idle.ms"];
  if (idleMs > 0 && delayMs >= idleMs) {
    const message = `connection.failed.authentication.delay.ms=${delayMs} should always be less than connections.max.idle.ms=${idleMs} to prevent failed authentication responses from timing out`;
    yield { name: "connection.failed.authentication.delay.ms", message, remedy: `Set it below ${idleMs}.` };
  }
}
