import { describeTransactions, errorCode } from "@ottla/protocol";
import { failedTransaction } from "../dispatch/error-answer.ts";
import { handler } from "../dispatch/handler.ts";

/** 65 DescribeTransactions: transactions are not built, so that nobody coordinates any. */
export const handleDescribeTransactions = handler(describeTransactions, ({ transactionalIds }) => ({
  transactionStates: transactionalIds.map((transactionalId) =>
    failedTransaction(
      transactionalId,
      transactionalId === "" ? errorCode.INVALID_REQUEST : errorCode.NOT_COORDINATOR,
    ),
  ),
}));
