import { int16, int64, message } from "../schema/index.ts";

/** Value of the control record that begins a snapshot (KIP-630). */
export const snapshotHeaderRecord = message("SnapshotHeaderRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    version: int16,
    lastContainedLogTimestamp: int64,
  },
});
