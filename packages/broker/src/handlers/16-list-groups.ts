import { listGroups } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** 16 ListGroups: groups whose coordinator is here. */
export const handleListGroups = handler(listGroups, (request, { broker }) =>
  broker.groups.listGroups(request),
);
