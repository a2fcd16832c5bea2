import { int32, int64, message, string } from "@ottla/protocol";

/** Record type 0 of `__consumer_offsets`: LegacyOffsetCommit. */
export const legacyOffsetCommitKey = message("LegacyOffsetCommitKey", {
  versions: [0, 0],
  fields: {
    group: string,
    topic: string,
    partition: int32,
  },
});

export const legacyOffsetCommitValue = message("LegacyOffsetCommitValue", {
  versions: [0, 0],
  fields: {
    offset: int64,
    metadata: string,
    commitTimestamp: int64,
  },
});
