import { addRaftVoter } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 80 AddRaftVoter: the controller decides. */
export const handleAddRaftVoter = handler(addRaftVoter, (request, context: RequestContext<Node>) =>
  context.broker.controller.addRaftVoter(request, controllerOrigin(context)),
);
