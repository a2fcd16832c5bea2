import { api, array, int8, int16, int32, int64, string } from "../schema/index.ts";

/** 2 ListOffsets: finds offsets by timestamp, or the special ones: earliest, latest, of the largest timestamp, …. */
export const listOffsets = api(2, "ListOffsets", {
  versions: [1, 11],
  flexible: 6,
  request: {
    /** -1: a consumer. */
    replicaId: int32,
    /** 0: read uncommitted, 1: read committed: the latest offset is then the last stable one. */
    isolationLevel: int8.since(2),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        /** What the client takes for current; -1 is not looked at (KIP-320). */
        currentLeaderEpoch: int32.since(4).default(-1).ignorable(),
        /**
         * -1: latest, -2: earliest, -3: of the largest timestamp (KIP-734), -4: earliest local, -5: latest
         * tiered, -6: earliest not yet tiered.
         */
        timestamp: int64,
      }),
    }),
    /** How long tiered storage may take. */
    timeoutMs: int32.since(10).ignorable(),
  },
  response: {
    throttleTimeMs: int32.since(2).default(0).ignorable(),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        timestamp: int64.default(-1),
        /** -1: no record is as late. */
        offset: int64.default(-1),
        /** Of the record at that offset; -1: not known. */
        leaderEpoch: int32.since(4).default(-1),
      }),
    }),
  },
});
