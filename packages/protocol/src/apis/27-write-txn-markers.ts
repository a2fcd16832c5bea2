import { api, array, bool, int8, int16, int32, int64, string } from "../schema/index.ts";

/** 27 WriteTxnMarkers: the transaction coordinator has leaders write the markers that end transactions. */
export const writeTxnMarkers = api(27, "WriteTxnMarkers", {
  versions: [1, 2],
  flexible: 1,
  request: {
    markers: array({
      producerId: int64,
      producerEpoch: int16,
      /** True: committed. */
      transactionResult: bool,
      topics: array({
        name: string,
        partitionIndexes: array(int32),
      }),
      /** Leader epoch of the coordinator's partition: markers of an older one are refused. */
      coordinatorEpoch: int32,
      /** Which rules the epoch is held to (KIP-1228). */
      transactionVersion: int8.since(2).default(0).ignorable(),
    }),
  },
  response: {
    markers: array({
      producerId: int64,
      topics: array({
        name: string,
        partitions: array({
          partitionIndex: int32,
          errorCode: int16,
        }),
      }),
    }),
  },
});
