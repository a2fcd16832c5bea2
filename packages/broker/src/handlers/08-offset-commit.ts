import { offsetCommit } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { groupOrigin } from "../groups/group-origin.ts";

/** 8 OffsetCommit: how far a group has come. */
export const handleOffsetCommit = handler(offsetCommit, (request, context) =>
  context.broker.groups.offsetCommit(request, groupOrigin(context)),
);
