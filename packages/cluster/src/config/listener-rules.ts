import type { BrokerConfigValues } from "./broker-configs.ts";
import {
  type Listener,
  ListenerFault,
  listenerText,
  parseListeners,
  parseProtocolMap,
  type SecurityProtocol,
} from "./listeners.ts";
import type { Violation } from "./violation.ts";

/** How a node is reached, as its settings say it. */
export interface ListenerPlan {
  readonly protocolMap: ReadonlyMap<string, SecurityProtocol>;
  readonly listeners: readonly Listener[];
  /** What others are told, where it was set. */
  readonly advertised: readonly Listener[];
  readonly controllerNames: ReadonlySet<string>;
}

/**
 * Reads every setting about listeners, and says what is wrong with them and between them. `given` are the keys that were
 * set: the protocol of a controller's listener need not be, as long as no map of protocols is.
 */
export function planListeners(
  values: BrokerConfigValues,
  given: { has(name: string): boolean },
): { readonly plan: ListenerPlan; readonly violations: readonly Violation[]; readonly isReadable: boolean } {
  const violations: Violation[] = [];
  const controllerNames = new Set(
    (values["controller.listener.names"] ?? []).map((name) => name.toUpperCase()),
  );
  const protocolMap = readProtocolMap(values, violations);
  if (!given.has(mapKey)) {
    for (const name of controllerNames) if (!protocolMap.has(name)) protocolMap.set(name, "PLAINTEXT");
  }
  const listeners = readListeners("listeners", values.listeners, protocolMap, violations);
  const advertised = readListeners(advertisedKey, values[advertisedKey] ?? [], protocolMap, violations);
  const plan = { protocolMap, listeners, advertised, controllerNames };
  // Rules between listeners would only repeat what is wrong with one that cannot be read.
  const isReadable = violations.length === 0;
  if (isReadable) violations.push(...rulesBetween(values, plan));
  return { plan, violations, isReadable };
}

const mapKey = "listener.security.protocol.map";
const advertisedKey = "advertised.listeners";

function readProtocolMap(values: BrokerConfigValues, violations: Violation[]): Map<string, SecurityProtocol> {
  try {
    return parseProtocolMap(values[mapKey]);
  } catch (error) {
    if (!(error instanceof ListenerFault)) throw error;
    const remedy = "Protocols are PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL, as in CONTROLLER:PLAINTEXT.";
    violations.push({ name: mapKey, message: error.message, remedy });
    return new Map();
  }
}

function readListeners(
  name: string,
  texts: readonly string[],
  protocolMap: ReadonlyMap<string, SecurityProtocol>,
  violations: Violation[],
): readonly Listener[] {
  try {
    return parseListeners(texts, protocolMap);
  } catch (error) {
    if (!(error instanceof ListenerFault)) throw error;
    const message = `Error creating broker listeners from '[${texts.join(", ")}]': ${error.message}`;
    const remedy = `Write NAME://host:port, and say in ${mapKey} which protocol a NAME stands for.`;
    violations.push({ name, message, remedy });
    return [];
  }
}

function* rulesBetween(values: BrokerConfigValues, plan: ListenerPlan): Generator<Violation> {
  yield* distinct("listeners", plan.listeners, { ports: true });
  yield* distinct(advertisedKey, plan.advertised, { ports: false });
  yield* rolesAndListeners(values, plan);
  yield* reachable(values, plan);
}

function* distinct(
  key: string,
  listeners: readonly Listener[],
  { ports }: { ports: boolean },
): Generator<Violation> {
  const shown = listeners.map(listenerText).join(",");
  if (new Set(listeners.map(({ name }) => name)).size < listeners.length) {
    const message = `Each listener must have a different name, listeners: ${shown}`;
    yield {
      name: key,
      message,
      remedy: `Give each a name of its own, and say in ${mapKey} what it stands for.`,
    };
  }
  if (!ports) return;
  const byPort = Map.groupBy(listeners, ({ port }) => port);
  for (const [port, sharing] of byPort) {
    if (port === 0 || sharing.length === 1 || isPairOfVersions(sharing)) continue;
    const message = `Each listener must have a different port, listeners: ${shown}`;
    yield {
      name: key,
      message,
      remedy: `Port ${port} is there ${sharing.length} times: change all but one.`,
    };
  }
}

/** One address of IPv4 and one of IPv6 may share a port. */
function isPairOfVersions(listeners: readonly Listener[]): boolean {
  const versions = listeners.map(({ host }) =>
    host.includes(":") ? 6 : /^\d+(\.\d+){3}$/.test(host) ? 4 : 0,
  );
  return listeners.length === 2 && versions.includes(4) && versions.includes(6);
}

function* rolesAndListeners(values: BrokerConfigValues, plan: ListenerPlan): Generator<Violation> {
  const roles = values["process.roles"];
  const { controllerNames, listeners, protocolMap } = plan;
  const name = "controller.listener.names";
  for (const controller of controllerNames) {
    if (protocolMap.has(controller)) continue;
    const message = `Controller listener with name ${controller} defined in ${name} not found in ${mapKey}`;
    yield { name: mapKey, message, remedy: `Add ${controller}:PLAINTEXT.` };
  }
  const ofController = listeners.filter((listener) => controllerNames.has(listener.name));
  if (roles.includes("controller")) {
    const missing = [...controllerNames].filter(
      (each) => !listeners.some((listener) => listener.name === each),
    );
    if (missing.length > 0) {
      const message = `${name} must only contain values appearing in the 'listeners' configuration when running the KRaft controller role`;
      yield {
        name,
        message,
        remedy: `Add ${missing[0]}://:9093 to listeners, or take ${missing.join(", ")} out.`,
      };
    }
  } else if (ofController.length > 0) {
    const message = `${name} must not contain a value appearing in the 'listeners' configuration when running KRaft with just the broker role`;
    yield { name, message, remedy: "Name the listener of the controllers, which other nodes have." };
  }
  if (!roles.includes("broker") && ofController.length < listeners.length) {
    const message = `The listeners config must only contain KRaft controller listeners from ${name} when process.roles=controller`;
    yield { name: "listeners", message, remedy: "Take the others out, or add broker to process.roles." };
  }
  if (roles.includes("broker") && ofController.length === listeners.length) {
    const message =
      "There must be at least one broker advertised listener. Perhaps all listeners appear in controller.listener.names?";
    yield { name: "listeners", message, remedy: "Add PLAINTEXT://:9092." };
  }
}

function* reachable(
  values: BrokerConfigValues,
  { listeners, advertised, protocolMap, controllerNames }: ListenerPlan,
): Generator<Violation> {
  const names = new Set(listeners.map(({ name }) => name));
  const unknown = advertised.map(({ name }) => name).filter((name) => !names.has(name));
  if (unknown.length > 0) {
    const found = advertised.map(({ name }) => name).join(",");
    const message = `${advertisedKey} listener names must be equal to or a subset of the ones defined in listeners. Found ${found}. The valid options based on the current configuration are ${[...names].join(",")}`;
    yield { name: advertisedKey, message, remedy: `Take ${unknown.join(", ")} out, or add it to listeners.` };
  }
  if (advertised.some(({ host }) => host === "0.0.0.0" || host === "::")) {
    const message = `${advertisedKey} cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.`;
    yield { name: advertisedKey, message, remedy: "Name the host as clients reach it." };
  }
  if (values["inter.broker.listener.name"] === null) return;
  const interBroker = values["inter.broker.listener.name"].toUpperCase();
  const options = (advertised.length > 0 ? advertised : listeners)
    .map(({ name }) => name)
    .filter((name) => !controllerNames.has(name));
  if (!protocolMap.has(interBroker)) {
    const message = `Listener with name ${interBroker} defined in inter.broker.listener.name not found in ${mapKey}.`;
    yield { name: mapKey, message, remedy: `Add ${interBroker}:PLAINTEXT.` };
  } else if (values["process.roles"].includes("broker") && !options.includes(interBroker)) {
    const message = `inter.broker.listener.name must be a listener name defined in ${advertisedKey}. The valid options based on currently configured listeners are ${options.join(",")}`;
    yield { name: "inter.broker.listener.name", message, remedy: "Name one of them, or leave it out." };
  }
}
