import { type createDelegationToken, errorCode, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { principalOf } from "./principals.ts";

type Request = RequestOf<typeof createDelegationToken>;
type Response = ResponseInput<typeof createDelegationToken>;

const hasRequesterSince = 3;

/**
 * CreateDelegationToken (KIP-48): refused, because a token stands for a login, and nobody has logged in: all connections are
 * anonymous. Owner and requester are told all the same, as Apache Kafka does.
 */
export function decideCreateDelegationToken(request: Request, context: DecisionContext): Decision<Response> {
  const requester = principalOf(context.principal);
  const isForOther = request.ownerPrincipalName !== null && request.ownerPrincipalName !== "";
  const owner = isForOther
    ? { type: request.ownerPrincipalType ?? "", name: request.ownerPrincipalName ?? "" }
    : requester;
  return withoutRecords({
    errorCode: errorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
    principalType: owner.type,
    principalName: owner.name,
    ...(context.apiVersion >= hasRequesterSince
      ? { tokenRequesterPrincipalType: requester.type, tokenRequesterPrincipalName: requester.name }
      : {}),
    issueTimestampMs: -1,
    expiryTimestampMs: -1,
    maxTimestampMs: -1,
    tokenId: "",
    hmac: Buffer.alloc(0),
  });
}
