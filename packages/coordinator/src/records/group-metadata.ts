import { array, bytes, int32, int64, message, string } from "@ottla/protocol";

/** Record type 2 of `__consumer_offsets`: GroupMetadata. */
export const groupMetadataKey = message("GroupMetadataKey", {
  versions: [0, 0],
  fields: {
    group: string,
  },
});

export const groupMetadataValue = message("GroupMetadataValue", {
  versions: [0, 4],
  flexible: 4,
  fields: {
    protocolType: string,
    generation: int32,
    protocol: string.nullable(),
    leader: string.nullable(),
    currentStateTimestamp: int64.since(2).default(-1).ignorable(),
    members: array({
      memberId: string,
      groupInstanceId: string.since(3).nullable().default(null).ignorable(),
      clientId: string,
      clientHost: string,
      rebalanceTimeout: int32.since(1).default(-1).ignorable(),
      sessionTimeout: int32,
      subscription: bytes,
      assignment: bytes,
    }),
  },
});
