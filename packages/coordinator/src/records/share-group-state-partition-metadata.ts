import { array, int32, message, string, uuid } from "@ottla/protocol";

/** Record type 15 of `__consumer_offsets`: ShareGroupStatePartitionMetadata. */
export const shareGroupStatePartitionMetadataKey = message("ShareGroupStatePartitionMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
  },
});

export const shareGroupStatePartitionMetadataValue = message("ShareGroupStatePartitionMetadataValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    initializingTopics: array({
      topicId: uuid,
      topicName: string,
      partitions: array(int32),
    }),
    initializedTopics: array({
      topicId: uuid,
      topicName: string,
      partitions: array(int32),
    }),
    deletingTopics: array({
      topicId: uuid,
      topicName: string,
    }),
  },
});
