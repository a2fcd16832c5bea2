import { namesUnknownElement } from "@ottla/cluster";
import { describeAcls, errorCode } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { Refusal } from "../dispatch/refusal.ts";
import type { Node } from "../services.ts";

/**
 * 29 DescribeAcls: nobody enforces access control entries here, so that nobody is told of any: they are kept as the metadata
 * has them, for whoever does.
 */
export const handleDescribeAcls = handler(describeAcls, (request, _context: RequestContext<Node>) => {
  const { resourceTypeFilter, patternTypeFilter, operation, permissionType } = request;
  if (namesUnknownElement([resourceTypeFilter, patternTypeFilter, operation, permissionType]))
    return "disconnect";
  return new Refusal(errorCode.SECURITY_DISABLED, "No Authorizer is configured on the broker");
});
