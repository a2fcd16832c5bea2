import { featureNames, features, highestMetadataVersion } from "../features/features.ts";
import { featureLevel } from "../image/features-image.ts";
import type { MetadataRecordInput } from "../records/index.ts";

/** Levels of features, by name. */
export type FeatureLevels = ReadonlyMap<string, number>;

/** What a directory that we format has finalized. */
export const initialFeatureLevels: FeatureLevels = new Map([
  [featureNames.metadataVersion, highestMetadataVersion],
  ...features
    .filter(({ name, initial }) => name !== featureNames.kraftVersion && initial > 0)
    .map(({ name, initial }) => [name, initial] as const),
]);

/**
 * The records that a new cluster begins with: `metadata.version` first, then the other features by name. A feature at
 * level 0 is not finalized, so it is left out; `kraft.version` is for the quorum's own records.
 */
export function bootstrapRecords(levels: FeatureLevels): MetadataRecordInput[] {
  const others = [...levels]
    .filter(([name, level]) => level > 0 && name !== featureNames.metadataVersion)
    .filter(([name]) => name !== featureNames.kraftVersion)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const metadataVersion = levels.get(featureNames.metadataVersion) ?? highestMetadataVersion;
  return [
    featureLevel(featureNames.metadataVersion, metadataVersion),
    ...others.map(([name, level]) => featureLevel(name, level)),
  ];
}
