import type { ControllerOrigin } from "@ottla/cluster";
import type { Node } from "../services.ts";
import type { RequestContext } from "./handler.ts";

/** Who asks the controller, through which node, and in which version. */
export function controllerOrigin({ apiVersion, client, broker }: RequestContext<Node>): ControllerOrigin {
  return { apiVersion, principal: client.principal, nodeId: broker.nodeId };
}
