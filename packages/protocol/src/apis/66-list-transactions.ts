import { api, array, int16, int32, int64, string } from "../schema/index.ts";

/** 66 ListTransactions: lists the transactions of a coordinator. */
export const listTransactions = api(66, "ListTransactions", {
  versions: [0, 2],
  flexible: 0,
  request: {
    /** None: all. */
    stateFilters: array(string),
    /** None: all. */
    producerIdFilters: array(int64),
    /** Only what has run longer, in ms (KIP-994). -1: all. */
    durationFilter: int64.since(1).default(-1),
    /** A regular expression (KIP-1152). Null: all. */
    transactionalIdPattern: string.since(2).nullable().default(null),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    /** Those of the filters that no state is called. */
    unknownStateFilters: array(string),
    transactionStates: array({
      transactionalId: string,
      producerId: int64,
      transactionState: string,
    }),
  },
});
