import { int16, message } from "../schema/index.ts";

/** Value of the control record that ends a snapshot (KIP-630): without it, the snapshot is not whole. */
export const snapshotFooterRecord = message("SnapshotFooterRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    version: int16,
  },
});
