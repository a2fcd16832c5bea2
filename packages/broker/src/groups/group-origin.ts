import type { RequestOrigin } from "@ottla/coordinator";
import type { RequestContext } from "../dispatch/handler.ts";
import { javaAddress } from "../dispatch/java-address.ts";

/** Who asks the group coordinator. */
export function groupOrigin({ apiVersion, clientId, client }: RequestContext): RequestOrigin {
  // The name before the slash is empty: nobody looks addresses up.
  return { apiVersion, clientId, clientHost: `/${javaAddress(client.address)}` };
}
