import { alterClientQuotas } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 49 AlterClientQuotas: the controller decides. */
export const handleAlterClientQuotas = handler(alterClientQuotas, (request, context: RequestContext<Node>) =>
  context.broker.controller.alterClientQuotas(request, controllerOrigin(context)),
);
