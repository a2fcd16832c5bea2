import { removeRaftVoter } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 81 RemoveRaftVoter: the controller decides. */
export const handleRemoveRaftVoter = handler(removeRaftVoter, (request, context: RequestContext<Node>) =>
  context.broker.controller.removeRaftVoter(request, controllerOrigin(context)),
);
