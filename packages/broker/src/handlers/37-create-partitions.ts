import { createPartitions } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { refuseOutOfTime } from "../dispatch/out-of-time.ts";
import type { Node } from "../services.ts";

/** 37 CreatePartitions: the controller decides. */
export const handleCreatePartitions = handler(
  createPartitions,
  (request, context: RequestContext<Node>) =>
    refuseOutOfTime(request, request.topics) ??
    context.broker.controller.createPartitions(request, controllerOrigin(context)),
);
