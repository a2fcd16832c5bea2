import { message, string } from "@ottla/protocol";

/** What came since the beginning is void. */
export const abortTransactionRecord = message("AbortTransactionRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    reason: string.nullable().default(null).tag(0),
  },
});
