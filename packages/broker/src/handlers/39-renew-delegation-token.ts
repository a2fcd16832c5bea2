import { errorCode, renewDelegationToken } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 39 RenewDelegationToken: see CreateDelegationToken. */
export const handleRenewDelegationToken = handler(
  renewDelegationToken,
  (_request, _context: RequestContext<Node>) => ({
    errorCode: errorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
    expiryTimestampMs: -1,
  }),
);
