import { Controller, EffectiveConfigs, MetadataQuorum } from "@ottla/cluster";
import { createLogShared, type LogShared } from "@ottla/log";
import type { Logger, World } from "@ottla/runtime";
import { type OpenDirectories, openDirectories } from "./open-directories.ts";
import type { PlannedListener } from "./plan-listeners.ts";
import type { NodePlan } from "./plan-node.ts";
import type { Undo } from "./undo.ts";

/** What every node has, whatever its roles: its directories, the metadata, and who decides about it. */
export interface Core {
  readonly directories: OpenDirectories;
  readonly shared: LogShared;
  readonly quorum: MetadataQuorum;
  readonly controller: Controller;
}

/** Opens the directories, then the metadata log, which this node leads when this resolves. */
export async function openCore(options: {
  readonly plan: NodePlan;
  readonly world: World;
  readonly logger: Logger;
  /** As bound. */
  readonly listeners: readonly PlannedListener[];
  readonly undo: Undo;
}): Promise<Core> {
  const { plan, world, logger, listeners, undo } = options;
  const { disk, clock, random } = world;
  const { config, nodeId } = plan;
  const controllerEndpoints = listeners
    .filter(({ kind }) => kind === "controller")
    .map(({ name, advertised }) => ({ name, ...advertised }));
  const directories = await openDirectories(plan, world, controllerEndpoints);
  undo.add(() => directories.release());
  const shared = createLogShared({ disk, clock, random });
  const quorum = await MetadataQuorum.open({
    disk,
    clock,
    random,
    logger: logger.child({ component: "quorum" }),
    directory: directories.metadata,
    nodeId,
    clusterId: directories.clusterId,
    shared,
    settings: {
      segmentBytes: config["metadata.log.segment.bytes"],
      segmentMs: config["metadata.log.segment.ms"],
      maxRetentionBytes: config["metadata.max.retention.bytes"],
      maxRetentionMs: config["metadata.max.retention.ms"],
      maxRecordBytesBetweenSnapshots: config["metadata.log.max.record.bytes.between.snapshots"],
      maxSnapshotIntervalMs: config["metadata.log.max.snapshot.interval.ms"],
      maxIdleIntervalMs: config["metadata.max.idle.interval.ms"],
    },
    controllerEndpoints,
    staticVoters: plan.staticVoters,
    minInsyncReplicas: config["min.insync.replicas"],
  });
  undo.add(() => quorum.close());
  const controller = new Controller({
    quorum,
    // Its own: it sees settings that are decided, not only those that are committed.
    configs: new EffectiveConfigs({ nodeId, given: plan.given }),
    clock,
    random,
    logger: logger.child({ component: "controller" }),
  });
  return { directories, shared, quorum, controller };
}
