import { api, array, int16, int32, int64, records, string, struct, uint16, uuid } from "../schema/index.ts";

/** 59 FetchSnapshot: a follower of the metadata log downloads a snapshot in pieces (KIP-630). */
export const fetchSnapshot = api(59, "FetchSnapshot", {
  versions: [0, 1],
  flexible: 0,
  listeners: ["controller"],
  request: {
    clusterId: string.nullable().default(null).tag(0),
    replicaId: int32.default(-1),
    maxBytes: int32.default(0x7fffffff),
    topics: array({
      name: string,
      partitions: array({
        partition: int32,
        currentLeaderEpoch: int32,
        /** Which snapshot: all before `endOffset`, the last of it in `epoch`. */
        snapshotId: {
          endOffset: int64,
          epoch: int32,
        },
        /** In bytes. */
        position: int64,
        /** Where the replica of a voter is (KIP-853). */
        replicaDirectoryId: uuid.since(1).tag(0).ignorable(),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0).ignorable(),
    errorCode: int16,
    topics: array({
      name: string,
      partitions: array({
        index: int32,
        errorCode: int16,
        snapshotId: {
          endOffset: int64,
          epoch: int32,
        },
        currentLeader: struct({
          leaderId: int32,
          leaderEpoch: int32,
        }).tag(0),
        /** Of the whole snapshot, in bytes. */
        size: int64,
        position: int64,
        /** Begins and ends anywhere, within a batch too. */
        unalignedRecords: records,
      }),
    }),
    /** How the leader is reached (KIP-853). */
    nodeEndpoints: array({
      nodeId: int32,
      host: string,
      port: uint16,
    })
      .since(1)
      .tag(0),
  },
});
