import { array, int8, int16, int32, int64, message, string, uuid } from "@ottla/protocol";

/** Record type 1 of `__share_group_state`: ShareUpdate. */
export const shareUpdateKey = message("ShareUpdateKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    topicId: uuid,
    partition: int32,
  },
});

export const shareUpdateValue = message("ShareUpdateValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    snapshotEpoch: int32,
    leaderEpoch: int32,
    startOffset: int64,
    deliveryCompleteCount: int32.default(-1).tag(0),
    stateBatches: array({
      firstOffset: int64,
      lastOffset: int64,
      deliveryState: int8,
      deliveryCount: int16,
    }),
  },
});
