import { listPartitionReassignments } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 46 ListPartitionReassignments: the controller decides. */
export const handleListPartitionReassignments = handler(
  listPartitionReassignments,
  (request, context: RequestContext<Node>) =>
    context.broker.controller.listPartitionReassignments(request, controllerOrigin(context)),
);
