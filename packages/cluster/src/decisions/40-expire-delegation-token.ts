import { errorCode, type expireDelegationToken, type ResponseInput } from "@ottla/protocol";
import { type Decision, withoutRecords } from "../controller/decision.ts";

type Response = ResponseInput<typeof expireDelegationToken>;

/** ExpireDelegationToken (KIP-48): refused, because nobody has logged in. */
export function decideExpireDelegationToken(): Decision<Response> {
  return withoutRecords({ errorCode: errorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, expiryTimestampMs: -1 });
}
