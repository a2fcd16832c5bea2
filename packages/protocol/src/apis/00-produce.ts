import { api, array, int16, int32, int64, records, string, struct, uuid } from "../schema/index.ts";

/** 0 Produce: appends record batches to partitions. With `acks=0` there is no response. */
export const produce = api(0, "Produce", {
  versions: [3, 13],
  flexible: 9,
  request: {
    /** Null: the producer is not transactional. */
    transactionalId: string.nullable().default(null),
    /** 0: no answer. 1: answer when the leader has written. -1: when all in-sync replicas have. */
    acks: int16,
    /** How long the in-sync replicas may take. */
    timeoutMs: int32,
    topicData: array({
      name: string.until(12).ignorable(),
      /** In place of the name (KIP-516). */
      topicId: uuid.since(13).ignorable(),
      partitionData: array({
        index: int32,
        /** One batch. */
        records: records.nullable(),
      }),
    }),
  },
  response: {
    responses: array({
      name: string.until(12).ignorable(),
      topicId: uuid.since(13).ignorable(),
      partitionResponses: array({
        index: int32,
        errorCode: int16,
        /** The offset that the first record got. */
        baseOffset: int64,
        /** The broker's time, where the topic stamps records with it; otherwise -1. */
        logAppendTimeMs: int64.default(-1).ignorable(),
        logStartOffset: int64.since(5).default(-1).ignorable(),
        /** For which records the batch was refused (KIP-467). */
        recordErrors: array({
          batchIndex: int32,
          batchIndexErrorMessage: string.nullable().default(null),
        })
          .since(8)
          .ignorable(),
        errorMessage: string.since(8).nullable().default(null).ignorable(),
        /** Where to go instead, when this broker does not lead any more (KIP-951). */
        currentLeader: struct({
          leaderId: int32.default(-1),
          leaderEpoch: int32.default(-1),
        })
          .since(10)
          .tag(0),
      }),
    }),
    throttleTimeMs: int32.default(0).ignorable(),
    /** How the leaders named above are reached (KIP-951). */
    nodeEndpoints: array({
      nodeId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
    })
      .since(10)
      .tag(0),
  },
});
