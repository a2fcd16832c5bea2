import { errorCode, expireDelegationToken } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 40 ExpireDelegationToken: see CreateDelegationToken. */
export const handleExpireDelegationToken = handler(
  expireDelegationToken,
  (_request, _context: RequestContext<Node>) => ({
    errorCode: errorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
    expiryTimestampMs: -1,
  }),
);
