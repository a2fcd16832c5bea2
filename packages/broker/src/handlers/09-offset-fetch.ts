import { offsetFetch } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { groupOrigin } from "../groups/group-origin.ts";

/** 9 OffsetFetch: how far groups have come. */
export const handleOffsetFetch = handler(offsetFetch, (request, context) =>
  context.broker.groups.offsetFetch(request, groupOrigin(context)),
);
