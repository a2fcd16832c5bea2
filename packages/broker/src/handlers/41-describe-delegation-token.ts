import { describeDelegationToken, errorCode } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** 41 DescribeDelegationToken: see CreateDelegationToken. */
export const handleDescribeDelegationToken = handler(describeDelegationToken, () => ({
  errorCode: errorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
  tokens: [],
}));
