import { api, array, bool, int16, int32, int64, string } from "../schema/index.ts";

/**
 * 24 AddPartitionsToTxn: adds partitions to a transaction. From version 4 on for brokers, several transactions at once
 * (KIP-890).
 */
export const addPartitionsToTxn = api(24, "AddPartitionsToTxn", {
  versions: [0, 5],
  flexible: 3,
  request: {
    /** From brokers. */
    transactions: array({
      transactionalId: string,
      producerId: int64,
      producerEpoch: int16,
      /** Add nothing: tell whether the partitions belong to the transaction. */
      verifyOnly: bool.default(false),
      topics: array({
        name: string,
        partitions: array(int32),
      }),
    }).since(4),
    /** From clients, here and below. */
    v3AndBelowTransactionalId: string.until(3),
    v3AndBelowProducerId: int64.until(3),
    v3AndBelowProducerEpoch: int16.until(3),
    v3AndBelowTopics: array({
      name: string,
      partitions: array(int32),
    }).until(3),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16.since(4).ignorable(),
    resultsByTransaction: array({
      transactionalId: string,
      topicResults: array({
        name: string,
        resultsByPartition: array({
          partitionIndex: int32,
          partitionErrorCode: int16,
        }),
      }),
    }).since(4),
    resultsByTopicV3AndBelow: array({
      name: string,
      resultsByPartition: array({
        partitionIndex: int32,
        partitionErrorCode: int16,
      }),
    }).until(3),
  },
});
