import { heartbeat } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** 12 Heartbeat: a member says that it is alive. */
export const handleHeartbeat = handler(heartbeat, (request, { broker }) => broker.groups.heartbeat(request));
