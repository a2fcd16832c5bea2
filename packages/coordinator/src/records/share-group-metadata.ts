import { int32, int64, message, string } from "@ottla/protocol";

/** Record type 11 of `__consumer_offsets`: ShareGroupMetadata. */
export const shareGroupMetadataKey = message("ShareGroupMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
  },
});

export const shareGroupMetadataValue = message("ShareGroupMetadataValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    epoch: int32,
    metadataHash: int64,
  },
});
