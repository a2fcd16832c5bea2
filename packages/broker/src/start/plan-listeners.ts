import {
  type BrokerConfigValues,
  type Listener,
  ListenerFault,
  parseListeners,
  parseProtocolMap,
  type SecurityProtocol,
} from "@ottla/cluster";
import type { ListenerKind } from "@ottla/protocol";
import type { Endpoint } from "@ottla/runtime";

/** A listener: where it binds, and what others call it. */
export interface PlannedListener {
  readonly name: string;
  readonly kind: ListenerKind;
  readonly bind: Endpoint;
  /** Port 0: the one that is bound. */
  readonly advertised: Endpoint;
}

type Fault = (key: string, fault: string) => void;

/** How a node listens. Every fault is told by `fault`, and what is planned is worth something only without any. */
export function planListeners(
  config: BrokerConfigValues,
  options: {
    readonly roles: ReadonlySet<string>;
    /** What clients call a listener on all interfaces that has no advertised name. */
    readonly hostName: string;
    /** Whether `listener.security.protocol.map` was set. */
    readonly hasProtocolMap: boolean;
    readonly fault: Fault;
  },
): PlannedListener[] {
  const { fault, roles, hostName } = options;
  const controllerNames = new Set(config["controller.listener.names"].map((name) => name.toUpperCase()));
  const protocolMap = protocolMapOf(config, controllerNames, options);
  const listeners = parse("listeners", config["listeners"], protocolMap, fault);
  const advertised = parse("advertised.listeners", config["advertised.listeners"] ?? [], protocolMap, fault);
  checkNames("listeners", listeners, fault);
  checkNames("advertised.listeners", advertised, fault);
  for (const { name, securityProtocol } of listeners) {
    if (securityProtocol !== "PLAINTEXT") {
      fault("listeners", `${name} is ${securityProtocol}, and only PLAINTEXT is built yet`);
    }
  }
  for (const { name, host } of advertised) {
    if (!listeners.some((listener) => listener.name === name)) {
      fault("advertised.listeners", `${name} is advertised, but is not in listeners`);
    }
    if (host === "0.0.0.0") {
      fault("advertised.listeners", `${name} uses 0.0.0.0, which no client can reach: name a host`);
    }
  }
  checkRoles(listeners, controllerNames, roles, fault);
  return listeners.map(({ name, host, port }) => ({
    name,
    kind: controllerNames.has(name) ? "controller" : "broker",
    bind: { host: host === "0.0.0.0" || host === "::" ? "" : host, port },
    advertised: advertised.find((each) => each.name === name) ?? {
      host: host === "" ? hostName : host,
      port,
    },
  }));
}

function protocolMapOf(
  config: BrokerConfigValues,
  controllerNames: ReadonlySet<string>,
  { hasProtocolMap, fault }: { hasProtocolMap: boolean; fault: Fault },
): ReadonlyMap<string, SecurityProtocol> {
  try {
    const map = parseProtocolMap(config["listener.security.protocol.map"]);
    // Controllers talk PLAINTEXT unless told otherwise (KAFKA-14259).
    if (!hasProtocolMap) for (const name of controllerNames) if (!map.has(name)) map.set(name, "PLAINTEXT");
    return map;
  } catch (error) {
    if (!(error instanceof ListenerFault)) throw error;
    fault("listener.security.protocol.map", error.message);
    return new Map();
  }
}

function parse(
  key: string,
  texts: readonly string[],
  protocolMap: ReadonlyMap<string, SecurityProtocol>,
  fault: Fault,
): Listener[] {
  return texts.flatMap((text) => {
    try {
      return parseListeners([text], protocolMap);
    } catch (error) {
      if (!(error instanceof ListenerFault)) throw error;
      fault(key, error.message);
      return [];
    }
  });
}

function checkNames(key: string, listeners: readonly Listener[], fault: Fault): void {
  const names = new Set<string>();
  const ports = new Map<number, Listener>();
  for (const listener of listeners) {
    if (names.has(listener.name))
      fault(key, `${listener.name} is there twice: each listener must have a different name`);
    names.add(listener.name);
    if (key !== "listeners" || listener.port === 0) continue;
    const other = ports.get(listener.port);
    if (other !== undefined && (other.host === listener.host || other.host === "" || listener.host === "")) {
      fault(key, `${other.name} and ${listener.name} both use port ${listener.port}`);
    }
    ports.set(listener.port, listener);
  }
}

function checkRoles(
  listeners: readonly Listener[],
  controllerNames: ReadonlySet<string>,
  roles: ReadonlySet<string>,
  fault: Fault,
): void {
  const controllers = listeners.filter(({ name }) => controllerNames.has(name));
  if (roles.has("controller") && controllerNames.size === 0) {
    fault("controller.listener.names", "must name a listener of the controller, such as CONTROLLER");
  } else if (roles.has("controller") && controllers.length === 0) {
    fault(
      "controller.listener.names",
      `names ${[...controllerNames].join(", ")}, of which listeners has none: add CONTROLLER://:9093 there`,
    );
  }
  if (roles.has("broker") && controllers.length === listeners.length) {
    fault("listeners", "has no listener for clients: add PLAINTEXT://:9092");
  }
  if (!roles.has("broker") && controllers.length < listeners.length) {
    fault(
      "listeners",
      "may have only listeners of controller.listener.names where process.roles is controller",
    );
  }
}
