import { api, array, int8, int16, int32, int64, records, string, struct, uuid } from "../schema/index.ts";

/** 1 Fetch: reads records from many partitions at once, in a session that remembers them (KIP-227). */
export const fetch = api(1, "Fetch", {
  versions: [4, 18],
  flexible: 12,
  listeners: ["broker", "controller"],
  request: {
    /** From replicas of the metadata log, so that clusters are not mixed up (KIP-595). */
    clusterId: string.since(12).nullable().default(null).tag(0).ignorable(),
    /** -1: a consumer. */
    replicaId: int32.until(14).default(-1),
    /**
     * The same, with the epoch of the broker's registration, so that one that restarted does not pass for in sync
     * (KIP-903).
     */
    replicaState: struct({
      replicaId: int32.default(-1),
      replicaEpoch: int64.default(-1),
    })
      .since(15)
      .tag(1),
    maxWaitMs: int32,
    /** Answer when there is as much, or when `maxWaitMs` is over. */
    minBytes: int32,
    /** The first batch is returned whole all the same (KIP-74). */
    maxBytes: int32.default(0x7fffffff).ignorable(),
    /** 0: read uncommitted, 1: read committed. */
    isolationLevel: int8.default(0).ignorable(),
    /** 0: none, or a new one. */
    sessionId: int32.since(7).default(0).ignorable(),
    /** -1: no session, 0: a new one; then counted up with each request. */
    sessionEpoch: int32.since(7).default(-1).ignorable(),
    topics: array({
      topic: string.until(12).ignorable(),
      topicId: uuid.since(13).ignorable(),
      partitions: array({
        partition: int32,
        /** What the fetcher takes for current: another is refused, -1 is not looked at (KIP-320). */
        currentLeaderEpoch: int32.since(9).default(-1).ignorable(),
        fetchOffset: int64,
        /** Of the last record that a follower has: where it parted from us is found by it (KIP-595). */
        lastFetchedEpoch: int32.since(12).default(-1),
        /** The follower's own; -1: a consumer. */
        logStartOffset: int64.since(5).default(-1).ignorable(),
        partitionMaxBytes: int32,
        /** Where the replica of a voter is (KIP-853). */
        replicaDirectoryId: uuid.since(17).tag(0).ignorable(),
        /** The follower's own: it hears of a newer one without waiting (KIP-1166). 2^63 - 1: not told. */
        highWatermark: int64
          .since(18)
          .default(2 ** 63)
          .tag(1)
          .ignorable(),
      }),
    }),
    /** What leaves the session. */
    forgottenTopicsData: array({
      topic: string.until(12).ignorable(),
      topicId: uuid.since(13).ignorable(),
      partitions: array(int32),
    }).since(7),
    /** Where the consumer is, so that it may be sent to a replica nearby (KIP-392). */
    rackId: string.since(11).default("").ignorable(),
  },
  response: {
    throttleTimeMs: int32.default(0).ignorable(),
    errorCode: int16.since(7).ignorable(),
    /** 0: there is none. */
    sessionId: int32.since(7).default(0),
    responses: array({
      topic: string.until(12).ignorable(),
      topicId: uuid.since(13).ignorable(),
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        highWatermark: int64,
        /** Below it, every transaction has ended. */
        lastStableOffset: int64.default(-1).ignorable(),
        logStartOffset: int64.since(5).default(-1).ignorable(),
        /** Where the follower's log parts from ours: it truncates, and fetches again (KIP-595). */
        divergingEpoch: struct({
          epoch: int32.default(-1),
          endOffset: int64.default(-1),
        })
          .since(12)
          .tag(0),
        /** Where to go instead, when this broker does not lead any more (KIP-951). */
        currentLeader: struct({
          leaderId: int32.default(-1),
          leaderEpoch: int32.default(-1),
        })
          .since(12)
          .tag(1),
        /** The log begins later: the follower needs this snapshot first (KIP-630). */
        snapshotId: struct({
          endOffset: int64.default(-1),
          epoch: int32.default(-1),
        })
          .since(12)
          .tag(2),
        /** What a consumer that reads committed leaves out. Null for others. */
        abortedTransactions: array({
          producerId: int64,
          firstOffset: int64,
        })
          .nullable()
          .ignorable(),
        /** Fetch from this replica (KIP-392); -1: go on here. */
        preferredReadReplica: int32.since(11).default(-1),
        /** Batches, of which the last may be cut off. */
        records: records.nullable(),
      }),
    }),
    /** How the leaders named above are reached (KIP-951). */
    nodeEndpoints: array({
      nodeId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
    })
      .since(16)
      .tag(0),
  },
});
