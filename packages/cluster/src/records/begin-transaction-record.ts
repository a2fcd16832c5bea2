import { message, string } from "@ottla/protocol";

/** What follows takes effect together (KIP-868). */
export const beginTransactionRecord = message("BeginTransactionRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    name: string.nullable().default(null).tag(0),
  },
});
