import { array, bytes, int32, message, string } from "../schema/index.ts";

/** What a member of a classic group of consumers wants, and has. */
export const consumerProtocolSubscription = message("ConsumerProtocolSubscription", {
  versions: [0, 3],
  fields: {
    topics: array(string),
    userData: bytes.nullable().default(null),
    ownedPartitions: array({
      topic: string,
      partitions: array(int32),
    })
      .since(1)
      .ignorable(),
    generationId: int32.since(2).default(-1).ignorable(),
    rackId: string.since(3).nullable().default(null).ignorable(),
  },
});
