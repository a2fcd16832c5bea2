import { int16, message } from "../schema/index.ts";

/** Value of the control record that states the version of the metadata quorum: 1 has voters that can change (KIP-853). */
export const kraftVersionRecord = message("KRaftVersionRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    version: int16,
    kRaftVersion: int16,
  },
});
