import { api, array, bool, int16, int32, int64, string } from "../schema/index.ts";

/** 35 DescribeLogDirs: tells what is in the log directories of a broker, and how full they are. */
export const describeLogDirs = api(35, "DescribeLogDirs", {
  versions: [1, 5],
  flexible: 2,
  request: {
    /** Null: all. */
    topics: array({
      topic: string,
      partitions: array(int32),
    }).nullable(),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16.since(3).ignorable(),
    results: array({
      errorCode: int16,
      logDir: string,
      topics: array({
        name: string,
        partitions: array({
          partitionIndex: int32,
          partitionSize: int64,
          /** Behind the high watermark; of a replica on its way here, behind the one that it will replace. */
          offsetLag: int64,
          /** It is on its way here (AlterReplicaLogDirs). */
          isFutureKey: bool,
        }),
      }),
      /** Of the volume (KIP-827); -1: not known. */
      totalBytes: int64.since(4).default(-1).ignorable(),
      usableBytes: int64.since(4).default(-1).ignorable(),
      /** No new replicas come here (KIP-1066). */
      isCordoned: bool.since(5).default(false).ignorable(),
    }),
  },
});
