import { array, bytes, int32, message, string } from "../schema/index.ts";

/** What the leader of a classic group of consumers assigns to one member. Two bytes with the version stand before it. */
export const consumerProtocolAssignment = message("ConsumerProtocolAssignment", {
  versions: [0, 3],
  fields: {
    assignedPartitions: array({
      topic: string,
      partitions: array(int32),
    }),
    userData: bytes.nullable().default(null),
  },
});
