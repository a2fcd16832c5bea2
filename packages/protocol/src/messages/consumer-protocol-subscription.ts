import { array, bytes, int32, message, string } from "../schema/index.ts";

/**
 * What a member of a classic group of consumers wants, and has: its protocol's metadata in JoinGroup. Two bytes with the
 * version stand before it.
 */
export const consumerProtocolSubscription = message("ConsumerProtocolSubscription", {
  versions: [0, 3],
  fields: {
    topics: array(string),
    userData: bytes.nullable().default(null),
    /** What the member need not give up in a cooperative rebalance (KIP-429). */
    ownedPartitions: array({
      topic: string,
      partitions: array(int32),
    })
      .since(1)
      .ignorable(),
    /** The generation in which it got them: older claims lose (KIP-792). */
    generationId: int32.since(2).default(-1).ignorable(),
    /** Where the member is, for assignors that mind (KIP-881). */
    rackId: string.since(3).nullable().default(null).ignorable(),
  },
});
