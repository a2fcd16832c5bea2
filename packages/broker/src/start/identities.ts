import type { BrokerConfigValues } from "@ottla/cluster";
import type { Endpoint } from "@ottla/runtime";
import type { PlannedListener } from "./plan-listeners.ts";

/** An id under which a node answers: its own, and where `test.virtual.brokers` says so, the ids after that one. */
export interface Identity {
  readonly nodeId: number;
  /** Settings as they would have been given to a node of this id. */
  readonly given: ReadonlyMap<string, string>;
}

/**
 * The identities of a node, its own first, and how each is reached: virtual brokers listen where the node does, each one port
 * further on. The controller's listeners are the node's alone.
 */
export function planIdentities(
  given: ReadonlyMap<string, string>,
  config: BrokerConfigValues,
  own: readonly Omit<PlannedListener, "nodeId">[],
): { readonly identities: readonly Identity[]; readonly listeners: readonly PlannedListener[] } {
  const first = config["node.id"];
  const identities: Identity[] = [{ nodeId: first, given }];
  const listeners = own.map((listener) => ({ ...listener, nodeId: first }));
  for (let ordinal = 1; ordinal < config["test.virtual.brokers"]; ordinal++) {
    const nodeId = first + ordinal;
    const its = own
      .filter(({ kind }) => kind === "broker")
      .map((listener) => ({
        ...listener,
        nodeId,
        bind: further(listener.bind, ordinal),
        advertised: further(listener.advertised, ordinal),
      }));
    listeners.push(...its);
    identities.push({ nodeId, given: givenTo(nodeId, its, given) });
  }
  return { identities, listeners };
}

/** A port that is chosen when it is bound is chosen for each. */
function further({ host, port }: Endpoint, ordinal: number): Endpoint {
  return { host, port: port === 0 ? 0 : port + ordinal };
}

function givenTo(
  nodeId: number,
  listeners: readonly PlannedListener[],
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const settings = new Map([
    ...given,
    ["node.id", `${nodeId}`],
    ["listeners", listeners.map(({ name, bind }) => textOf(name, bind)).join(",")],
    ["advertised.listeners", listeners.map(({ name, advertised }) => textOf(name, advertised)).join(",")],
  ]);
  // Another name of node.id.
  settings.delete("broker.id");
  return settings;
}

function textOf(name: string, { host, port }: Endpoint): string {
  return `${name}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
