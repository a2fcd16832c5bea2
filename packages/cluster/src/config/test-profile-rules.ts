import type { BrokerConfigValues } from "./broker-configs.ts";
import type { ListenerPlan } from "./listener-rules.ts";
import type { Listener } from "./listeners.ts";
import type { Violation } from "./violation.ts";

const key = "test.virtual.brokers";
const highestPort = 65_535;
const highestId = 0x7fff_ffff;

/** What must hold where one node stands in for several brokers: they need ids, ports, and a controller beside them. */
export function* testProfileViolations(values: BrokerConfigValues, plan: ListenerPlan): Generator<Violation> {
  const count = values[key];
  if (count === 1) return;
  const roles = values["process.roles"];
  if (!roles.includes("broker") || !roles.includes("controller")) {
    const message = "Virtual brokers share a process with their controller.";
    yield { name: key, message, remedy: "Set process.roles to broker,controller, or leave it out." };
  }
  if (values["node.id"] + count - 1 > highestId) {
    const message = `There are no ${count} ids from node.id=${values["node.id"]} on.`;
    yield { name: key, message, remedy: "Choose a smaller node.id." };
  }
  yield* portViolations(count, plan);
}

/** Every virtual broker has the port of a listener that follows on that of the one before. */
function* portViolations(count: number, { listeners, controllerNames }: ListenerPlan): Generator<Violation> {
  const spans = listeners
    .filter(({ port }) => port !== 0)
    .map((listener) => {
      const { port } = listener;
      return { listener, first: port, last: controllerNames.has(listener.name) ? port : port + count - 1 };
    })
    .toSorted((left, right) => left.first - right.first);
  for (const [index, span] of spans.entries()) {
    const takes = `listener ${span.listener.name} takes the ports ${span.first} to ${span.last}`;
    if (span.last > highestPort) {
      const message = `With ${count} brokers, ${takes}, and ${highestPort} is the last there is.`;
      yield { name: key, message, remedy: "Let it begin lower." };
    }
    const next = spans[index + 1];
    if (next === undefined || next.first > span.last || isSamePort(span.listener, next.listener)) continue;
    const message = `With ${count} brokers, ${takes}, and ${next.listener.name} has port ${next.first}.`;
    yield { name: key, message, remedy: `Let ${next.listener.name} begin at ${span.last + 1} or later.` };
  }
}

/** That is for the rules of listeners to say. */
function isSamePort(one: Listener, other: Listener): boolean {
  return one.port === other.port;
}
