import { array, message, string } from "@ottla/protocol";

/** Record type 10 of `__consumer_offsets`: ShareGroupMemberMetadata. */
export const shareGroupMemberMetadataKey = message("ShareGroupMemberMetadataKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    memberId: string,
  },
});

export const shareGroupMemberMetadataValue = message("ShareGroupMemberMetadataValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    rackId: string.nullable(),
    clientId: string,
    clientHost: string,
    subscribedTopicNames: array(string),
  },
});
