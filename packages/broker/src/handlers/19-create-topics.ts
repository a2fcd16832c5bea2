import { createTopics } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { refuseOutOfTime } from "../dispatch/out-of-time.ts";
import type { Node } from "../services.ts";

/** 19 CreateTopics: the controller decides. */
export const handleCreateTopics = handler(
  createTopics,
  (request, context: RequestContext<Node>) =>
    refuseOutOfTime(request, request.topics) ??
    context.broker.controller.createTopics(request, controllerOrigin(context)),
);
