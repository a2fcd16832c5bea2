import { electLeaders } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { refuseOutOfTime } from "../dispatch/out-of-time.ts";
import type { Node } from "../services.ts";

/** 43 ElectLeaders: the controller decides. */
export const handleElectLeaders = handler(
  electLeaders,
  (request, context: RequestContext<Node>) =>
    refuseOutOfTime(request, request.topicPartitions) ??
    context.broker.controller.electLeaders(request, controllerOrigin(context)),
);
