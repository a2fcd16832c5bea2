import { int32, int64, message, string, uuid } from "@ottla/protocol";

/** Record type 1 of `__consumer_offsets`: OffsetCommit. */
export const offsetCommitKey = message("OffsetCommitKey", {
  versions: [0, 0],
  fields: {
    group: string,
    topic: string,
    partition: int32,
  },
});

export const offsetCommitValue = message("OffsetCommitValue", {
  versions: [0, 4],
  flexible: 4,
  fields: {
    offset: int64,
    leaderEpoch: int32.since(3).default(-1).ignorable(),
    metadata: string,
    commitTimestamp: int64,
    expireTimestamp: int64.since(1).until(1).default(-1).ignorable(),
    topicId: uuid.since(4).tag(0).ignorable(),
  },
});
