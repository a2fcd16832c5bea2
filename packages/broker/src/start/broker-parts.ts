import {
  configResourceTypes,
  type DirectoryAssignment,
  type EffectiveConfigs,
  type MetadataChanges,
  type MetadataImage,
} from "@ottla/cluster";
import { GroupCoordinator } from "@ottla/coordinator";
import { LogManager } from "@ottla/log";
import type { Logger, World } from "@ottla/runtime";
import { ReadBudget } from "../fetch/read-budget.ts";
import { FetchSessionCache } from "../fetch/session-cache.ts";
import { ImageTopics, topicChangesOf } from "../groups/cluster-topics.ts";
import { GroupElections } from "../groups/elections.ts";
import { GroupSettings } from "../groups/group-config.ts";
import { ReplicaMoves } from "../log-dirs/replica-moves.ts";
import { AutoTopics } from "../metadata/auto-topics.ts";
import { logConfigOf } from "../metadata/log-config.ts";
import { coordinatorLog } from "../partitions/coordinator-log.ts";
import { Partitions } from "../partitions/partitions.ts";
import { ProducerIds } from "../producer-ids.ts";
import type { BrokerServices } from "../services.ts";
import { ClientTelemetry } from "../telemetry/client-telemetry.ts";
import type { Core } from "./core.ts";
import type { NodePlan } from "./plan-node.ts";

/** What makes a node a broker, and what keeps that up to date. */
export interface BrokerParts extends BrokerServices {
  /** Makes partitions and settings agree with an image. Clients hear of the image when this has resolved. */
  prepare(image: MetadataImage, changes: MetadataChanges): Promise<void>;
  /** Clients hear of the image now: coordinators follow. */
  published(image: MetadataImage, changes: MetadataChanges): void;
}

/** What fetches may read from the disk ahead of clients that take it, all connections together. */
const maxReadBytes = 256 * 1024 * 1024;
/** How long a fetch session may be unused before another takes its place, as in Apache Kafka. */
const fetchSessionEvictionMs = 120_000;

/** Opens the logs, and builds what works on them. Partitions are there once `prepare` has seen the first image. */
export async function openBrokerParts(options: {
  readonly plan: NodePlan;
  readonly world: World;
  readonly logger: Logger;
  readonly core: Core;
  readonly configs: EffectiveConfigs;
  /** What clients hear of. */
  readonly image: () => MetadataImage;
  readonly brokerEpoch: () => number;
  /** Answers that clients have not taken. */
  readonly responseBytes: () => number;
  readonly onFailure: (error: Error) => void;
}): Promise<BrokerParts> {
  const { plan, world, logger, core, configs, image, brokerEpoch, responseBytes, onFailure } = options;
  const { nodeId, config } = plan;
  const { controller, directories } = core;
  const { clock, random } = world;
  let partitions: Partitions | null = null;
  const logs = await LogManager.open({
    shared: core.shared,
    directories: directories.log,
    settings: {
      retentionCheckIntervalMs: config["log.retention.check.interval.ms"],
      flushSchedulerIntervalMs: config["log.flush.scheduler.interval.ms"],
      recoveryPointCheckpointIntervalMs: config["log.flush.offset.checkpoint.interval.ms"],
      startOffsetCheckpointIntervalMs: config["log.flush.start.offset.checkpoint.interval.ms"],
      highWatermarkCheckpointIntervalMs: config["replica.high.watermark.checkpoint.interval.ms"],
      producerIdExpirationMs: config["producer.id.expiration.ms"],
      producerIdExpirationCheckIntervalMs: config["producer.id.expiration.check.interval.ms"],
    },
    configOf: (topic) => logConfigOf(configs.topic(topic)),
    logger: logger.child({ component: "log" }),
    onDirectoryFailure: (directory, error) => {
      partitions?.onDirectoryFailure(directory, error);
      if (directories.log.every(({ failure }) => failure !== null) || directory === directories.metadata) {
        onFailure(error);
        return;
      }
      const { directoryId } = directory.meta!;
      controller.directoriesOffline(nodeId, [directoryId!]).catch(onFailure);
    },
  });
  const partitionLogger = logger.child({ component: "partitions" });
  const assignDirectories = (assignments: readonly DirectoryAssignment[]): void => {
    controller.assignDirectories(nodeId, assignments).catch((error: unknown) => {
      partitionLogger.warn({ error }, "the controller was not told where replicas are");
    });
  };
  partitions = new Partitions({
    logs,
    nodeId,
    configs,
    logger: partitionLogger,
    onPlaced: assignDirectories,
  });
  const replicaMoves = new ReplicaMoves({
    logs,
    logger: partitionLogger,
    onMoved: ({ topicId, index }, { meta }) => {
      const directoryId = meta?.directoryId ?? null;
      if (directoryId !== null) assignDirectories([{ topicId, partition: index, directoryId }]);
    },
  });

  const groupLogger = logger.child({ component: "groups" });
  const groups = new GroupCoordinator({
    clock,
    random,
    config: new GroupSettings(configs),
    topics: new ImageTopics(image),
    log: {
      info: (message, fields) => groupLogger.info(fields, message),
      warn: (message, fields) => groupLogger.warn(fields, message),
      error: (message, fields) => groupLogger.error(fields, message),
    },
  });
  const elections = new GroupElections({
    nodeId,
    groups,
    logOf: (index) => coordinatorLog(partitions, index),
  });
  const telemetry = new ClientTelemetry({
    clock,
    random,
    maxBytes: () => configs.broker["telemetry.max.bytes"],
  });
  return {
    logs,
    partitions,
    groups,
    autoTopics: new AutoTopics({ controller, configs, logger: logger.child({ component: "topics" }) }),
    replicaMoves,
    fetchSessions: new FetchSessionCache({
      random,
      maxSessions: config["max.incremental.fetch.session.cache.slots"],
      evictionMs: fetchSessionEvictionMs,
    }),
    readBudget: new ReadBudget({ clock, maxBytes: maxReadBytes, heldBytes: responseBytes }),
    producerIds: new ProducerIds({
      allocate: () => controller.allocateProducerIds(nodeId, brokerEpoch()),
    }),
    telemetry,
    prepare: (next, changes) => partitions.apply(next, changes),
    published(next, changes) {
      if (changes.configs.some(({ type }) => type === configResourceTypes.clientMetrics))
        telemetry.update(next.configs);
      elections.apply(next);
      const topicChanges = topicChangesOf(changes);
      // What cannot be recorded now is looked at again at the next change.
      if (topicChanges !== null) void groups.onTopicsChanged(topicChanges);
    },
  };
}
