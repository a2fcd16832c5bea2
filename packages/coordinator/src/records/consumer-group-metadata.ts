import { int32, int64, message, string } from "@ottla/protocol";

/** Record type 3 of `__consumer_offsets`: ConsumerGroupMetadata. */
export const consumerGroupMetadataKey = message("ConsumerGroupMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
  },
});

export const consumerGroupMetadataValue = message("ConsumerGroupMetadataValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    epoch: int32,
    metadataHash: int64.default(0).tag(0),
  },
});
