import type { RequestOrigin } from "@ottla/coordinator";
import type { RequestContext } from "../dispatch/handler.ts";

/** Who asks the group coordinator. */
export function groupOrigin({ apiVersion, clientId, client }: RequestContext): RequestOrigin {
  // As Java prints an address that has no name.
  return { apiVersion, clientId, clientHost: `/${client.address}` };
}
