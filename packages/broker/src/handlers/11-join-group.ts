import { joinGroup } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { groupOrigin } from "../groups/group-origin.ts";

/** 11 JoinGroup: waits until all members have joined. */
export const handleJoinGroup = handler(joinGroup, (request, context) =>
  context.broker.groups.joinGroup(request, groupOrigin(context)),
);
