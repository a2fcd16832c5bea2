import { int32, int64, message } from "@ottla/protocol";

/** A block of producer ids was handed out. */
export const producerIdsRecord = message("ProducerIdsRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    brokerId: int32,
    brokerEpoch: int64.default(-1),
    nextProducerId: int64,
  },
});
