import { leaveGroup } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { groupOrigin } from "../groups/group-origin.ts";

/** 13 LeaveGroup: members go, without waiting for their sessions to end. */
export const handleLeaveGroup = handler(leaveGroup, (request, context) =>
  context.broker.groups.leaveGroup(request, groupOrigin(context)),
);
