import { unregisterBroker } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 64 UnregisterBroker: the controller decides. */
export const handleUnregisterBroker = handler(unregisterBroker, (request, context: RequestContext<Node>) =>
  context.broker.controller.unregisterBroker(request, controllerOrigin(context)),
);
