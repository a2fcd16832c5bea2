import type { ListenerPlan } from "@ottla/cluster";
import type { ListenerKind } from "@ottla/protocol";
import type { Endpoint } from "@ottla/runtime";

/** A listener: where it binds, and what others call it. */
export interface PlannedListener {
  /** Whose it is: several brokers of a test profile have listeners of the same name. */
  readonly nodeId: number;
  readonly name: string;
  readonly kind: ListenerKind;
  readonly bind: Endpoint;
  /** Port 0: the one that is bound. */
  readonly advertised: Endpoint;
}

/** How a node itself listens. A listener on all interfaces without an advertised name goes by `hostName`. */
export function planListeners(
  { listeners, advertised, controllerNames }: ListenerPlan,
  hostName: string,
): Omit<PlannedListener, "nodeId">[] {
  return listeners.map(({ name, host, port }) => {
    const named = advertised.find((each) => each.name === name) ?? {
      host: host === "" ? hostName : host,
      port,
    };
    return {
      name,
      kind: controllerNames.has(name) ? "controller" : "broker",
      bind: { host: host === "0.0.0.0" || host === "::" ? "" : host, port },
      advertised: { host: named.host, port: named.port },
    };
  });
}
