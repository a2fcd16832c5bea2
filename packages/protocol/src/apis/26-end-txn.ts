import { api, bool, int16, int32, int64, string } from "../schema/index.ts";

/** 26 EndTxn: commits or aborts a transaction. */
export const endTxn = api(26, "EndTxn", {
  versions: [0, 5],
  flexible: 3,
  request: {
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    /** False: aborted. */
    committed: bool,
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    /** With what the producer goes on: every transaction has an epoch of its own (KIP-890). */
    producerId: int64.since(5).default(-1).ignorable(),
    producerEpoch: int16.since(5).default(-1).ignorable(),
  },
});
