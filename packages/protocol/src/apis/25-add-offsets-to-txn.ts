import { api, int16, int32, int64, string } from "../schema/index.ts";

/** 25 AddOffsetsToTxn: adds a group's offsets to a transaction. */
export const addOffsetsToTxn = api(25, "AddOffsetsToTxn", {
  versions: [0, 4],
  flexible: 3,
  request: {
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    /** Its partition of `__consumer_offsets` takes part in the transaction. */
    groupId: string,
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
  },
});
