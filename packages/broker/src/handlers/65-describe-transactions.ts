import { describeTransactions, errorCode } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** 65 DescribeTransactions: transactions are not built, so that nobody coordinates any. */
export const handleDescribeTransactions = handler(describeTransactions, ({ transactionalIds }) => ({
  transactionStates: transactionalIds.map((transactionalId) => ({
    errorCode: transactionalId === "" ? errorCode.INVALID_REQUEST : errorCode.NOT_COORDINATOR,
    transactionalId,
    transactionState: "",
    transactionTimeoutMs: 0,
    transactionStartTimeMs: 0,
    producerId: 0,
    producerEpoch: 0,
    topics: [],
  })),
}));
