import { array, int16, int32, int64, message, uint32 } from "@ottla/protocol";

/**
 * What follows the version in a producer snapshot, as Kafka's tables state it. `producer-snapshot.ts` reads and writes
 * the same bytes without it, since the checksum covers bytes and not fields; a test holds the two together.
 */
export const producerSnapshot = message("ProducerSnapshot", {
  versions: [1, 1],
  fields: {
    crc: uint32,
    producerEntries: array({
      producerId: int64,
      epoch: int16,
      lastSequence: int32,
      lastOffset: int64,
      offsetDelta: int32,
      timestamp: int64,
      coordinatorEpoch: int32,
      currentTxnFirstOffset: int64,
    }),
  },
});
