import { array, int8, int16, int32, int64, message, string, uuid } from "@ottla/protocol";

/** Record type 0 of `__share_group_state`: ShareSnapshot. */
export const shareSnapshotKey = message("ShareSnapshotKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    topicId: uuid,
    partition: int32,
  },
});

export const shareSnapshotValue = message("ShareSnapshotValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    snapshotEpoch: int32,
    stateEpoch: int32,
    leaderEpoch: int32,
    startOffset: int64,
    deliveryCompleteCount: int32.default(-1).tag(0),
    createTimestamp: int64,
    writeTimestamp: int64,
    stateBatches: array({
      firstOffset: int64,
      lastOffset: int64,
      deliveryState: int8,
      deliveryCount: int16,
    }),
  },
});
