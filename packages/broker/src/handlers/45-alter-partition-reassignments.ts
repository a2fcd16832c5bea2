import { alterPartitionReassignments } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { refuseOutOfTime } from "../dispatch/out-of-time.ts";
import type { Node } from "../services.ts";

/** 45 AlterPartitionReassignments: the controller decides. */
export const handleAlterPartitionReassignments = handler(
  alterPartitionReassignments,
  (request, context: RequestContext<Node>) =>
    refuseOutOfTime(request, request.topics) ??
    context.broker.controller.alterPartitionReassignments(request, controllerOrigin(context)),
);
