import { alterConfigs } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 33 AlterConfigs: the controller decides. */
export const handleAlterConfigs = handler(alterConfigs, (request, context: RequestContext<Node>) =>
  context.broker.controller.alterConfigs(request, controllerOrigin(context)),
);
