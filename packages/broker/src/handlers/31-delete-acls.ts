import { namesUnknownElement } from "@ottla/cluster";
import { deleteAcls } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 31 DeleteAcls: the controller decides. */
export const handleDeleteAcls = handler(deleteAcls, (request, context: RequestContext<Node>) => {
  const isUnknown = request.filters.some(
    ({ resourceTypeFilter, patternTypeFilter, operation, permissionType }) =>
      namesUnknownElement([resourceTypeFilter, patternTypeFilter, operation, permissionType]),
  );
  return isUnknown ? "disconnect" : context.broker.controller.deleteAcls(request, controllerOrigin(context));
});
