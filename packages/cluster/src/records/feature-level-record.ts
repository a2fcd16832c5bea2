import { int16, message, string } from "@ottla/protocol";

/** A feature was finalized at a level; 0 removes it. */
export const featureLevelRecord = message("FeatureLevelRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    name: string,
    featureLevel: int16,
  },
});
