import { api, array, bool, int8, int16, int32, int64, records, string, uuid } from "../schema/index.ts";

/** 78 ShareFetch: acquires records for a member of a share group, and acknowledges earlier ones. */
export const shareFetch = api(78, "ShareFetch", {
  versions: [1, 2],
  flexible: 0,
  request: {
    groupId: string.nullable().default(null),
    memberId: string.nullable(),
    /** 0: a new session, -1: the last request of one; counted up with each in between. */
    shareSessionEpoch: int32,
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: int32.default(0x7fffffff),
    /** A batch is acquired whole all the same. */
    maxRecords: int32,
    /** How many records an acquired batch shall have. */
    batchSize: int32,
    /** 0: whole batches, 1: never more than `maxRecords` (KIP-1206). */
    shareAcquireMode: int8.since(2).default(0).ignorable(),
    /** Some of the acknowledgements ask for more time (KIP-1222). */
    isRenewAck: bool.since(2).default(false),
    topics: array({
      topicId: uuid,
      partitions: array({
        partitionIndex: int32,
        partitionMaxBytes: int32.until(0),
        acknowledgementBatches: array({
          firstOffset: int64,
          lastOffset: int64,
          /** 0: a gap, 1: accept, 2: release, 3: reject, 4: renew (KIP-1222). One for each offset, or one for all. */
          acknowledgeTypes: array(int8),
        }),
      }),
    }),
    /** What leaves the session. */
    forgottenTopicsData: array({
      topicId: uuid,
      partitions: array(int32),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable().default(null),
    /** How long acquired records are the member's. */
    acquisitionLockTimeoutMs: int32,
    responses: array({
      topicId: uuid,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        errorMessage: string.nullable().default(null),
        acknowledgeErrorCode: int16,
        acknowledgeErrorMessage: string.nullable().default(null),
        currentLeader: {
          leaderId: int32,
          leaderEpoch: int32,
        },
        records: records.nullable(0, 0),
        /** Which of the records are the member's: others may be among them. */
        acquiredRecords: array({
          firstOffset: int64,
          lastOffset: int64,
          /** This time included. */
          deliveryCount: int16,
        }),
      }),
    }),
    nodeEndpoints: array({
      nodeId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
    }),
  },
});
