import { api, array, bool, int8, int16, int32, int64, string, uuid } from "../schema/index.ts";

/** 79 ShareAcknowledge: acknowledges records of a share group. */
export const shareAcknowledge = api(79, "ShareAcknowledge", {
  versions: [1, 2],
  flexible: 0,
  request: {
    groupId: string.nullable().default(null),
    memberId: string.nullable(),
    /** -1: the last request of the session; counted up with each before. */
    shareSessionEpoch: int32,
    /** Some of the acknowledgements ask for more time (KIP-1222). */
    isRenewAck: bool.since(2).default(false),
    topics: array({
      topicId: uuid,
      partitions: array({
        partitionIndex: int32,
        acknowledgementBatches: array({
          firstOffset: int64,
          lastOffset: int64,
          /** 0: a gap, 1: accept, 2: release, 3: reject, 4: renew (KIP-1222). One for each offset, or one for all. */
          acknowledgeTypes: array(int8),
        }),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable().default(null),
    acquisitionLockTimeoutMs: int32.since(2).ignorable(),
    responses: array({
      topicId: uuid,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        errorMessage: string.nullable().default(null),
        currentLeader: {
          leaderId: int32,
          leaderEpoch: int32,
        },
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
