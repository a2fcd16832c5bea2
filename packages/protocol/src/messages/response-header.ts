import { int32, message } from "../schema/index.ts";

/** What precedes every response, after its length. */
export const responseHeader = message("ResponseHeader", {
  versions: [0, 1],
  flexible: 1,
  fields: {
    correlationId: int32,
  },
});
