import { deleteTopics } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { refuseOutOfTime } from "../dispatch/out-of-time.ts";
import type { Node } from "../services.ts";

/** 20 DeleteTopics: the controller decides. */
export const handleDeleteTopics = handler(
  deleteTopics,
  (request, context: RequestContext<Node>) =>
    refuseOutOfTime(request, [...request.topics, ...request.topicNames]) ??
    context.broker.controller.deleteTopics(request, controllerOrigin(context)),
);
