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

function isPattern(text: string | null): boolean {
  try {
    return new RegExp(text ?? "") instanceof RegExp;
  } catch {
    return false;
  }
}
