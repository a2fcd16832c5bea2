import { array, int32, message, string, uuid } from "@ottla/protocol";

/** Record type 4 of `__consumer_offsets`: ConsumerGroupPartitionMetadata. */
export const consumerGroupPartitionMetadataKey = message("ConsumerGroupPartitionMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
  },
});

export const consumerGroupPartitionMetadataValue = message("ConsumerGroupPartitionMetadataValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    topics: array({
      topicId: uuid,
      topicName: string,
      numPartitions: int32,
      partitionMetadata: array({
        partition: int32,
        racks: array(string),
      }),
    }),
  },
});
