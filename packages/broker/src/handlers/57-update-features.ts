import { updateFeatures } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 57 UpdateFeatures: the controller decides. */
export const handleUpdateFeatures = handler(updateFeatures, (request, context: RequestContext<Node>) =>
  context.broker.controller.updateFeatures(request, controllerOrigin(context)),
);
