import { api, array, int16, int32, int64, string } from "../schema/index.ts";

/** 65 DescribeTransactions: tells the state of transactions (KIP-664). */
export const describeTransactions = api(65, "DescribeTransactions", {
  versions: [0, 0],
  flexible: 0,
  request: {
    transactionalIds: array(string),
  },
  response: {
    throttleTimeMs: int32.default(0),
    transactionStates: array({
      errorCode: int16,
      transactionalId: string,
      transactionState: string,
      transactionTimeoutMs: int32,
      /** -1: none is running. */
      transactionStartTimeMs: int64,
      producerId: int64,
      producerEpoch: int16,
      topics: array({
        topic: string,
        partitions: array(int32),
      }),
    }),
  },
});
