import type { ConfigDefinition } from "@ottla/runtime";
import { type BrokerConfigValues, brokerConfigs } from "./broker-configs.ts";
import { nodeViolations } from "./broker-rules.ts";
import { groupViolations } from "./group-rules.ts";
import { type ListenerPlan, planListeners } from "./listener-rules.ts";
import { quorumViolations } from "./quorum-rules.ts";
import { withNodeId } from "./synonyms.ts";
import { testProfileViolations } from "./test-profile-rules.ts";
import { unbuiltViolations } from "./unbuilt-rules.ts";
import type { Violation } from "./violation.ts";

/** A setting that a node cannot start with. */
export interface BrokerFault extends Violation {
  /** What was given; null where nothing was, or where it is a secret. */
  readonly value: string | null;
}

export interface CheckedBroker {
  readonly values: BrokerConfigValues;
  /** How the node is reached. Worth something only where there are no faults. */
  readonly listeners: ListenerPlan;
  readonly faults: readonly BrokerFault[];
  /** Keys that were given and that brokers do not have. */
  readonly unknown: readonly string[];
}

/**
 * Reads the settings of a node and holds them against each other. Collects everything that is wrong, so that it can be
 * mended in one go: first each value by itself, and where all are readable, what does not go together.
 */
export function checkBroker(given: ReadonlyMap<string, string>): CheckedBroker {
  const settings = withNodeId(given);
  const { values, faults, unknown } = brokerConfigs.parse(settings);
  if (faults.length > 0) {
    const listeners = {
      protocolMap: new Map(),
      listeners: [],
      advertised: [],
      controllerNames: new Set<string>(),
    };
    const unreadable = faults.map(({ name, message }) => ({ name, message, remedy: remedyFor(name) }));
    return { values, listeners, unknown, faults: unreadable.map((fault) => withValue(fault, settings)) };
  }
  const { plan, violations } = planListeners(values, settings);
  const all = [
    ...quorumViolations(values),
    ...violations,
    ...nodeViolations(values),
    ...groupViolations(values),
    ...unbuiltViolations(values, plan),
    ...testProfileViolations(values, plan),
  ];
  return { values, listeners: plan, unknown, faults: all.map((fault) => withValue(fault, settings)) };
}

/** One line: key and value, what is wrong, how to mend it. */
export function faultText({ name, value, message, remedy }: BrokerFault): string {
  const subject = value === null ? name : `${name}=${value}`;
  return `${subject}: ${/[.?!]$/.test(message) ? message : `${message}.`} ${remedy}`;
}

function withValue(violation: Violation, settings: ReadonlyMap<string, string>): BrokerFault {
  const isSensitive = brokerConfigs.definitions.get(violation.name)?.isSensitive ?? true;
  return { ...violation, value: isSensitive ? null : (settings.get(violation.name) ?? null) };
}

function remedyFor(name: string): string {
  const definition = brokerConfigs.definitions.get(name);
  const example = examples[name];
  if (example !== undefined) return `Set it as in ${name}=${example}.`;
  return definition === undefined ? "Leave it out." : `Set it to ${expected(definition)}, or leave it out.`;
}

/** What must be given, or is not explained by its type. */
const examples: Readonly<Record<string, string>> = {
  "advertised.listeners": "PLAINTEXT://localhost:9092",
  "controller.listener.names": "CONTROLLER",
  "controller.quorum.bootstrap.servers": "localhost:9093",
  "controller.quorum.voters": "1@localhost:9093",
  listeners: "PLAINTEXT://:9092,CONTROLLER://:9093",
  "log.dirs": "data",
  "node.id": "1",
  "process.roles": "broker,controller",
};

function expected({ type, validValues, defaultValue }: ConfigDefinition): string {
  switch (type) {
    case "boolean":
      return "true or false";
    case "short":
    case "int":
    case "long":
      return `a whole number${validValues === "" ? "" : ` in ${validValues}`}`;
    case "double":
      return `a number${validValues === "" ? "" : ` in ${validValues}`}`;
    case "class":
      return typeof defaultValue === "string" ? defaultValue : "nothing, as Java classes cannot be loaded";
    default:
      return validValues === "" ? "values separated by commas" : `values of ${validValues}`;
  }
}
