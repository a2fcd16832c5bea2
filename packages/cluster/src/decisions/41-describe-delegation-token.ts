import { type describeDelegationToken, errorCode, type ResponseInput } from "@ottla/protocol";

type Response = ResponseInput<typeof describeDelegationToken>;

/** DescribeDelegationToken (KIP-48): refused, because nobody has logged in. */
export function answerDescribeDelegationToken(): Response {
  return { errorCode: errorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, tokens: [] };
}
