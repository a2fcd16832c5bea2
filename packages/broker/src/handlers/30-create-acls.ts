import { namesUnknownElement } from "@ottla/cluster";
import { createAcls } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 30 CreateAcls: the controller decides. */
export const handleCreateAcls = handler(createAcls, (request, context: RequestContext<Node>) => {
  const isUnknown = request.creations.some(
    ({ resourceType, resourcePatternType, operation, permissionType }) =>
      namesUnknownElement([resourceType, resourcePatternType, operation, permissionType]),
  );
  return isUnknown ? "disconnect" : context.broker.controller.createAcls(request, controllerOrigin(context));
});
