import { errorCode, type ResponseInput, type renewDelegationToken } from "@ottla/protocol";
import { type Decision, withoutRecords } from "../controller/decision.ts";

type Response = ResponseInput<typeof renewDelegationToken>;

/** RenewDelegationToken (KIP-48): refused, because nobody has logged in. */
export function decideRenewDelegationToken(): Decision<Response> {
  return withoutRecords({ errorCode: errorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, expiryTimestampMs: -1 });
}
