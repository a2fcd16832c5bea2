import { formatDirectory, type VoterEndpoint } from "@ottla/cluster";
import { LogDirectory, LogDirectoryError } from "@ottla/log";
import type { World } from "@ottla/runtime";
import type { NodePlan } from "./plan-node.ts";

/** The directories of a node: locked, formatted and its own. */
export interface OpenDirectories {
  readonly clusterId: string;
  /** Those that hold partitions. */
  readonly log: readonly LogDirectory[];
  readonly metadata: LogDirectory;
  /** Gives the locks back. */
  release(): Promise<void>;
}

/**
 * Locks all directories, formats them where all are empty, and makes sure that they are this node's. Rejects with
 * LogDirectoryError, and holds none, where one cannot be used.
 */
export async function openDirectories(
  plan: NodePlan,
  world: World,
  controllerEndpoints: readonly VoterEndpoint[],
): Promise<OpenDirectories> {
  const paths = new Set([plan.metadataDirectory, ...plan.logDirectories]);
  const opened: LogDirectory[] = [];
  const release = async (): Promise<void> => {
    for (const directory of opened.toReversed()) await directory.release();
  };
  try {
    for (const path of paths) opened.push(await LogDirectory.open(world.disk, path));
    const clusterId = await settle(opened, plan, world, controllerEndpoints);
    const [metadata] = opened;
    const log = opened.filter(({ path }) => plan.logDirectories.includes(path));
    return { clusterId, log, metadata: metadata!, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Formats what is empty, checks what is not, and says which cluster it all belongs to. The first directory holds the metadata. */
async function settle(
  directories: readonly LogDirectory[],
  plan: NodePlan,
  world: World,
  controllerEndpoints: readonly VoterEndpoint[],
): Promise<string> {
  const formatted = directories.find(({ meta }) => meta !== null);
  const [metadata] = directories;
  if (formatted !== undefined && metadata!.meta === null) {
    throw new LogDirectoryError(
      metadata!.path,
      `is empty, and is to hold the metadata, but ${formatted.path} belongs to a cluster already`,
      "Put its content back, or change metadata.log.dir or the order of log.dirs.",
    );
  }
  let clusterId = formatted?.meta?.clusterId ?? plan.clusterId;
  for (const directory of directories) {
    const { meta } = directory;
    const { disk, clock, random } = world;
    if (meta === null) {
      const made = await formatDirectory({
        disk,
        clock,
        random,
        directory,
        nodeId: plan.nodeId,
        clusterId: clusterId ?? undefined,
        holdsMetadata: directory === metadata,
        controllerEndpoints: plan.staticVoters === null ? controllerEndpoints : null,
      });
      clusterId = made.clusterId;
    } else {
      directory.verify({ nodeId: plan.nodeId, clusterId });
      // Written by a Kafka that did not give directories ids yet.
      if (meta.directoryId === null) await directory.format(meta, { random, now: clock.now() });
    }
  }
  return clusterId!;
}
