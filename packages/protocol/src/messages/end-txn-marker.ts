import { int32, message } from "../schema/index.ts";

/** Value of the control record that ends a transaction. */
export const endTxnMarker = message("EndTxnMarker", {
  versions: [0, 0],
  fields: {
    /** Leader epoch of the coordinator's partition: markers of an older one are refused. */
    coordinatorEpoch: int32,
  },
});
