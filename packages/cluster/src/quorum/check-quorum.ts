import { LogDirectoryError } from "@ottla/log";
import {
  featureNames,
  highestMetadataVersion,
  metadataVersionName,
  supportedFeatures,
} from "../features/features.ts";
import type { FeaturesImage } from "../image/index.ts";
import type { LoadedMetadata } from "./load-metadata.ts";
import type { QuorumState } from "./quorum-state.ts";
import { supportedKraftVersions, type Voter } from "./voters.ts";

export interface QuorumIdentity {
  /** Of the metadata log, for messages. */
  readonly path: string;
  readonly nodeId: number;
  readonly directoryId: string;
  /** `controller.quorum.voters`; null where it is not set. */
  readonly staticVoters: readonly number[] | null;
}

/**
 * Throws LogDirectoryError unless this node, with this directory, is the one voter of the quorum that the log belongs to.
 * Leading a log of which others have a part would make two histories of one cluster.
 */
export function checkOnlyVoter(
  { path, nodeId, directoryId, staticVoters }: QuorumIdentity,
  loaded: LoadedMetadata,
  state: QuorumState | null,
): void {
  const { voters, kraftVersion } = loaded;
  if (kraftVersion > supportedKraftVersions.max) {
    throw new LogDirectoryError(
      path,
      `is at kraft.version ${kraftVersion}, and ${supportedKraftVersions.max} is the highest that is known`,
      "Start the Apache Kafka or the Ottla that wrote it, or a later one.",
    );
  }
  if (kraftVersion === 0 || voters === null) {
    const ids = staticVoters ?? state?.voters ?? loaded.lastElectors ?? [nodeId];
    if (ids.length !== 1 || ids[0] !== nodeId) throw notAlone(path, nodeId, ids);
    return;
  }
  const ids = voters.map((voter: Voter) => voter.id);
  const [voter] = voters;
  if (ids.length !== 1 || voter === undefined || voter.id !== nodeId) throw notAlone(path, nodeId, ids);
  if (voter.directoryId !== directoryId) {
    throw new LogDirectoryError(
      path,
      `is that of voter ${nodeId} with the directory id ${voter.directoryId}, but this directory's is ${directoryId}`,
      "Restore meta.properties as it was, or the directory as a whole.",
    );
  }
}

/** Throws LogDirectoryError where the cluster has agreed on something that this version does not speak. */
export function checkFeatures(path: string, { metadataVersion, finalized }: FeaturesImage): void {
  const levels = new Map(finalized);
  if (metadataVersion !== null) levels.set(featureNames.metadataVersion, metadataVersion);
  for (const [name, level] of levels) {
    const supported = supportedFeatures.get(name);
    if (supported !== undefined && level >= supported.min && level <= supported.max) continue;
    const known = supported === undefined ? "which is not known" : `and ${rangeOf(supported)} are known`;
    const hint =
      name === featureNames.metadataVersion ? ` (${metadataVersionName(highestMetadataVersion)})` : "";
    throw new LogDirectoryError(
      path,
      `has ${name} finalized at level ${level}, ${known}${hint}`,
      "Start the Apache Kafka or the Ottla that wrote it, or a later one.",
    );
  }
}

function rangeOf({ min, max }: { readonly min: number; readonly max: number }): string {
  return `the levels ${min} to ${max}`;
}

function notAlone(path: string, nodeId: number, ids: readonly number[]): LogDirectoryError {
  return new LogDirectoryError(
    path,
    `belongs to a metadata quorum with the voters ${ids.join(", ")}; this is node ${nodeId}, and a quorum of one voter is what can be run`,
    "Start Apache Kafka on it and remove the other voters (kafka-metadata-quorum remove-controller), or choose another directory.",
  );
}
