import { compileTopicPattern } from "@ottla/coordinator";
import { errorCode, listTransactions } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** What transactions can be like, as Kafka names it. */
const states: ReadonlySet<string> = new Set([
  "Empty",
  "Ongoing",
  "PrepareCommit",
  "PrepareAbort",
  "CompleteCommit",
  "CompleteAbort",
  "PrepareEpochFence",
  "Dead",
]);

/** 66 ListTransactions: transactions are not built, so that there are none. */
export const handleListTransactions = handler(
  listTransactions,
  ({ stateFilters, transactionalIdPattern }) => ({
    errorCode: isPattern(transactionalIdPattern) ? errorCode.NONE : errorCode.INVALID_REGULAR_EXPRESSION,
    unknownStateFilters: [...new Set(stateFilters.filter((state) => !states.has(state)))],
    transactionStates: [],
  }),
);

/** In RE2's syntax, like the topics of a consumer group (KIP-1152). */
function isPattern(text: string | null): boolean {
  return typeof compileTopicPattern(text ?? "") !== "string";
}
