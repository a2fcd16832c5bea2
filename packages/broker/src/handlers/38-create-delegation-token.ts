import { createDelegationToken, errorCode } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** From this version on an answer tells who asked (KIP-373). */
const requesterSince = 3;

/**
 * 38 CreateDelegationToken: a token stands for a login, and nobody logs in over PLAINTEXT. Renewing, ending and describing
 * tokens are refused for the same reason.
 */
export const handleCreateDelegationToken = handler(
  createDelegationToken,
  ({ ownerPrincipalType, ownerPrincipalName }, { client, apiVersion }: RequestContext<Node>) => {
    const requester = principalOf(client.principal);
    const owner =
      ownerPrincipalName === null || ownerPrincipalName === ""
        ? requester
        : { type: ownerPrincipalType ?? "", name: ownerPrincipalName };
    return {
      errorCode: errorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
      principalType: owner.type,
      principalName: owner.name,
      ...(apiVersion >= requesterSince && {
        tokenRequesterPrincipalType: requester.type,
        tokenRequesterPrincipalName: requester.name,
      }),
      issueTimestampMs: -1,
      expiryTimestampMs: -1,
      maxTimestampMs: -1,
      tokenId: "",
      hmac: noBytes,
    };
  },
);

const noBytes = Buffer.alloc(0);

/** `User:ANONYMOUS` in its parts. */
function principalOf(principal: string): { type: string; name: string } {
  const colon = principal.indexOf(":");
  return { type: principal.slice(0, colon), name: principal.slice(colon + 1) };
}
