import { deleteGroups } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** 42 DeleteGroups: groups without members go, and their offsets with them. */
export const handleDeleteGroups = handler(deleteGroups, async ({ groupsNames }, { broker }) => ({
  results: await broker.groups.deleteGroups(groupsNames),
}));
