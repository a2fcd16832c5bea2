import { alterUserScramCredentials } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 51 AlterUserScramCredentials: the controller decides. */
export const handleAlterUserScramCredentials = handler(
  alterUserScramCredentials,
  (request, context: RequestContext<Node>) =>
    context.broker.controller.alterUserScramCredentials(request, controllerOrigin(context)),
);
