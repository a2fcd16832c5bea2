import { offsetDelete } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** 47 OffsetDelete: forgets how far a group has come. */
export const handleOffsetDelete = handler(offsetDelete, (request, { broker }) =>
  broker.groups.offsetDelete(request),
);
