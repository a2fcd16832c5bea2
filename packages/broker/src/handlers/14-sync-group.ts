import { syncGroup } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { groupOrigin } from "../groups/group-origin.ts";

/** 14 SyncGroup: waits until the leader has handed in what everybody gets. */
export const handleSyncGroup = handler(syncGroup, (request, context) =>
  context.broker.groups.syncGroup(request, groupOrigin(context)),
);
