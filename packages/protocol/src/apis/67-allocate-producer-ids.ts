import { api, int16, int32, int64 } from "../schema/index.ts";

/** 67 AllocateProducerIds: a broker fetches a block of producer ids from the controller (KIP-730). */
export const allocateProducerIds = api(67, "AllocateProducerIds", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["controller"],
  request: {
    brokerId: int32,
    brokerEpoch: int64.default(-1),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    producerIdStart: int64,
    /** How many ids the block has. */
    producerIdLen: int32,
  },
});
