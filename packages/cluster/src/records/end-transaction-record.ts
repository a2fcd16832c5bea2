import { message } from "@ottla/protocol";

/** What came since the beginning takes effect. */
export const endTransactionRecord = message("EndTransactionRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {},
});
