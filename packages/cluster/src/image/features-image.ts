import { featureNames, lowestMetadataVersion } from "../features/features.ts";
import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import { DraftMap } from "./draft-map.ts";

/** Feature levels that the whole cluster has agreed on (KIP-584). */
export interface FeaturesImage {
  /** Null: the log says nothing yet. */
  readonly metadataVersion: number | null;
  /** Levels of the other features; one that is not here is at 0. `kraft.version` lives in control records instead. */
  readonly finalized: ReadonlyMap<string, number>;
}

export const noFeatures: FeaturesImage = { metadataVersion: null, finalized: new Map() };

export class FeaturesDraft {
  #metadataVersion: number | null;
  readonly #finalized: DraftMap<string, number>;
  isChanged = false;

  constructor(before: FeaturesImage) {
    this.#metadataVersion = before.metadataVersion;
    this.#finalized = new DraftMap(before.finalized);
  }

  /** Levels beyond what is known here are kept: whether a node may live with them is for whoever starts it to say. */
  set({ name, featureLevel }: RecordValue<"featureLevel">): void {
    // Kafka wrote kraft.version into the log by mistake once; the control record is what counts (KAFKA-18979).
    if (name === featureNames.kraftVersion) return;
    this.isChanged = true;
    if (name === featureNames.metadataVersion) this.#metadataVersion = featureLevel;
    else if (featureLevel === 0) this.#finalized.delete(name);
    else this.#finalized.set(name, featureLevel);
  }

  finish(): FeaturesImage {
    return { metadataVersion: this.#metadataVersion, finalized: this.#finalized.finish() };
  }
}

export function* featureRecords(features: FeaturesImage): Generator<MetadataRecordInput> {
  yield featureLevel(featureNames.metadataVersion, features.metadataVersion ?? lowestMetadataVersion);
  for (const [name, level] of features.finalized) yield featureLevel(name, level);
}

export function featureLevel(name: string, level: number): MetadataRecordInput {
  return { kind: "featureLevel", version: 0, value: { name, featureLevel: level } };
}
