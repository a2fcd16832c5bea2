import type { LogDirectory, MetaProperties } from "@ottla/log";
import type { Clock, Disk, Random } from "@ottla/runtime";
import { randomUuid } from "../decisions/uuids.ts";
import { supportedKraftVersions, type VoterEndpoint } from "../quorum/voters.ts";
import { bootstrapSnapshotId, snapshotFileName } from "../snapshot/snapshot-id.ts";
import { snapshotBatches, writeFrozen } from "../snapshot/write-snapshot.ts";
import { bootstrapRecords, type FeatureLevels, initialFeatureLevels } from "./bootstrap-records.ts";
import { bootstrapFileName, metadataDirectoryName } from "./file-names.ts";

export interface FormatOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  /** Locked and empty. */
  readonly directory: LogDirectory;
  readonly nodeId: number;
  /** A new cluster's, if not given. */
  readonly clusterId?: string;
  /** Whether this is the directory that will hold the metadata log, of a node that is a controller. */
  readonly holdsMetadata: boolean;
  /**
   * How this node is reached as a controller: it becomes the one voter of a quorum that can grow (`--standalone`). Null
   * where the configuration names the voters (`controller.quorum.voters`): the quorum is then at `kraft.version` 0.
   */
  readonly controllerEndpoints: readonly VoterEndpoint[] | null;
  readonly featureLevels?: FeatureLevels;
}

/**
 * Makes an empty directory a node's, with the files that `kafka-storage format` of Apache Kafka 4.3 writes and in its
 * order: `meta.properties` comes last, because with it a directory counts as formatted.
 */
export async function formatDirectory(options: FormatOptions): Promise<MetaProperties> {
  const { disk, clock, random, directory, nodeId, controllerEndpoints } = options;
  const directoryId = randomUuid(random);
  const clusterId = options.clusterId ?? randomUuid(random);
  const now = () => clock.now();

  const records = bootstrapRecords(options.featureLevels ?? initialFeatureLevels);
  const bootstrap = snapshotBatches({ epoch: 0, lastContainedLogTimestamp: 0, voters: null, records }, now);
  await disk.replaceFile(`${directory.path}/${bootstrapFileName}`, Buffer.concat([...bootstrap]));

  if (options.holdsMetadata && controllerEndpoints !== null) {
    const voter = {
      id: nodeId,
      directoryId,
      endpoints: controllerEndpoints,
      kraftVersions: supportedKraftVersions,
    };
    const content = {
      epoch: bootstrapSnapshotId.epoch,
      lastContainedLogTimestamp: clock.now(),
      voters: { kraftVersion: supportedKraftVersions.max, voters: [voter] },
      records: [],
    };
    const metadataPath = `${directory.path}/${metadataDirectoryName}`;
    await disk.makeDirectory(metadataPath);
    const path = `${metadataPath}/${snapshotFileName(bootstrapSnapshotId)}`;
    await writeFrozen(disk, path, snapshotBatches(content, now));
    await disk.syncDirectory(directory.path);
  }
  return await directory.format({ nodeId, clusterId, directoryId }, { random, now: clock.now() });
}
