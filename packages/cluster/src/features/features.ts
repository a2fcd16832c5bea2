/**
 * Features of a cluster (KIP-584): what each level needs, what this version of Ottla speaks, and what a new directory is
 * given. `metadata.version` is one of them, and the one that the others lean on.
 */
export interface Feature {
  readonly name: string;
  readonly levels: readonly FeatureLevel[];
  /** The highest level that we advertise and accept. */
  readonly supported: number;
  /** The level in a directory that we format. */
  readonly initial: number;
}

export interface FeatureLevel {
  readonly level: number;
  /** The metadata version from which on Kafka's own formatting gives this level. */
  readonly bootstrapMetadataVersion: number;
  /** Levels of other features that must be reached as well. */
  readonly needs: Readonly<Record<string, number>>;
}

export const featureNames = {
  metadataVersion: "metadata.version",
  kraftVersion: "kraft.version",
  transactionVersion: "transaction.version",
  groupVersion: "group.version",
  eligibleLeaderReplicasVersion: "eligible.leader.replicas.version",
  shareVersion: "share.version",
  streamsVersion: "streams.version",
} as const;

export const lowestMetadataVersion = 7;
/** That of Apache Kafka 4.3. */
export const highestMetadataVersion = 30;

function level(
  number: number,
  bootstrapMetadataVersion: number,
  needs: Record<string, number> = {},
): FeatureLevel {
  return { level: number, bootstrapMetadataVersion, needs };
}

/**
 * The production features of Apache Kafka 4.3. All of its levels are supported in the sense that matters for a directory
 * or a cluster: it may have them finalized, and we live in it. What a new directory gets is less, because clients rely on
 * finalized levels: transactions, share groups and streams groups are not served yet.
 */
export const features: readonly Feature[] = [
  { name: featureNames.kraftVersion, levels: [level(0, 7), level(1, 21)], supported: 1, initial: 1 },
  {
    name: featureNames.transactionVersion,
    levels: [level(0, 7), level(1, 24), level(2, 24)],
    supported: 2,
    initial: 0,
  },
  { name: featureNames.groupVersion, levels: [level(0, 7), level(1, 22)], supported: 1, initial: 1 },
  {
    name: featureNames.eligibleLeaderReplicasVersion,
    levels: [level(0, 7), level(1, 26, { [featureNames.metadataVersion]: 23 })],
    supported: 1,
    initial: 1,
  },
  { name: featureNames.shareVersion, levels: [level(0, 7), level(1, 28)], supported: 1, initial: 0 },
  { name: featureNames.streamsVersion, levels: [level(0, 7), level(1, 29)], supported: 1, initial: 0 },
];

export const featuresByName: ReadonlyMap<string, Feature> = new Map(
  features.map((feature) => [feature.name, feature]),
);

/** What we tell brokers and controllers that we can live with, `metadata.version` included. */
export const supportedFeatures: ReadonlyMap<string, { readonly min: number; readonly max: number }> = new Map(
  [
    [featureNames.metadataVersion, { min: lowestMetadataVersion, max: highestMetadataVersion }],
    ...features.map(({ name, supported }) => [name, { min: 0, max: supported }] as const),
  ],
);

/** Names of metadata versions, as Kafka's messages spell them. */
const metadataVersionNames = [
  "3.3-IV3",
  "3.4-IV0",
  "3.5-IV0",
  "3.5-IV1",
  "3.5-IV2",
  "3.6-IV0",
  "3.6-IV1",
  "3.6-IV2",
  "3.7-IV0",
  "3.7-IV1",
  "3.7-IV2",
  "3.7-IV3",
  "3.7-IV4",
  "3.8-IV0",
  "3.9-IV0",
  "4.0-IV0",
  "4.0-IV1",
  "4.0-IV2",
  "4.0-IV3",
  "4.1-IV0",
  "4.1-IV1",
  "4.2-IV0",
  "4.2-IV1",
  "4.3-IV0",
] as const;

/** The name of a metadata version: 30 is `4.3-IV0`. */
export function metadataVersionName(metadataVersion: number): string | null {
  return metadataVersionNames[metadataVersion - lowestMetadataVersion] ?? null;
}
