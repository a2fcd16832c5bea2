import { api, bool, int16, int32, int64, string } from "../schema/index.ts";

/**
 * 22 InitProducerId: hands out a producer id, or fences the producer that used the same transactional id before
 * (KIP-98). Version 6 is not stable yet.
 */
export const initProducerId = api(22, "InitProducerId", {
  versions: [0, 6],
  stableUntil: 5,
  flexible: 2,
  request: {
    /** Null: an idempotent producer without transactions. */
    transactionalId: string.nullable(),
    transactionTimeoutMs: int32,
    /** What the producer has; it asks for the next epoch of it (KIP-360). -1: none yet. */
    producerId: int64.since(3).default(-1),
    producerEpoch: int16.since(3).default(-1),
    /** Somebody else decides on commit, so there is no timeout (KIP-939). */
    enable2Pc: bool.since(6).default(false),
    /** Do not abort what is prepared: it is told below (KIP-939). */
    keepPreparedTxn: bool.since(6).default(false),
  },
  response: {
    throttleTimeMs: int32.default(0).ignorable(),
    errorCode: int16,
    producerId: int64.default(-1),
    producerEpoch: int16,
    ongoingTxnProducerId: int64.since(6).default(-1),
    ongoingTxnProducerEpoch: int16.since(6).default(-1),
  },
});
