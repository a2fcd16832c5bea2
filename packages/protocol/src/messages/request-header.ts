import { int16, int32, message, string } from "../schema/index.ts";

/** What precedes every request, after its length. The client id is never compact. */
export const requestHeader = message("RequestHeader", {
  versions: [1, 2],
  flexible: 2,
  fields: {
    requestApiKey: int16,
    requestApiVersion: int16,
    correlationId: int32,
    clientId: string.nullable().plain(),
  },
});
