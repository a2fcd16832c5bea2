import {
  configResourceTypes,
  type DirectoryAssignment,
  type MetadataChanges,
  type MetadataImage,
  type ReplicasInSync,
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
import { PartitionKeeper } from "../partitions/partition-keeper.ts";
import { Partitions } from "../partitions/partitions.ts";
import { replicasInSync } from "../partitions/replicas-in-sync.ts";
import { ProducerIds } from "../producer-ids.ts";
import type { BrokerServices, Node } from "../services.ts";
import { ClientTelemetry } from "../telemetry/client-telemetry.ts";
import type { Core } from "./core.ts";
import { directoryAlias } from "./directory-alias.ts";
import type { NodePlan } from "./plan-node.ts";

/** What makes a node a broker, or several, and what keeps that up to date. */
export interface BrokerParts {
  readonly logs: LogManager;
  readonly replicaMoves: ReplicaMoves;
  /** What each broker has, in the order of the nodes. */
  readonly brokers: readonly BrokerServices[];
  /** Makes partitions and settings agree with an image. Clients hear of the image when this has resolved. */
  prepare(image: MetadataImage, changes: MetadataChanges): Promise<void>;
  /** Clients hear of the image now: coordinators follow. */
  published(image: MetadataImage, changes: MetadataChanges): void;
}

/** What fetches may read from the disk ahead of clients that take it, all connections together. */
const maxReadBytes = 256 * 1024 * 1024;
/** How long replicas of virtual brokers take to join a partition that moves: as short as that is, tools see it under way. */
const followerMs = 250;
/** How long a fetch session may be unused before another takes its place, as in Apache Kafka. */
const fetchSessionEvictionMs = 120_000;

/** Opens the logs, and builds what works on them. Partitions are there once `prepare` has seen the first image. */
export async function openBrokerParts(options: {
  readonly plan: NodePlan;
  readonly world: World;
  readonly logger: Logger;
  readonly core: Core;
  /** The node, and virtual brokers after it. Logs follow the settings of the node. */
  readonly nodes: readonly Node[];
  readonly brokerEpoch: (brokerId: number) => number;
  /** Answers that clients have not taken. */
  readonly responseBytes: () => number;
  readonly onFailure: (error: Error) => void;
}): Promise<BrokerParts> {
  const { plan, world, logger, core, nodes, brokerEpoch, responseBytes, onFailure } = options;
  const { nodeId, config } = plan;
  const { controller, directories } = core;
  const { clock, random } = world;
  const { configs } = nodes[0]!;
  const brokerIds = nodes.map((node) => node.nodeId);
  const aliasOf = (brokerId: number, directoryId: string) => directoryAlias(directoryId, brokerId - nodeId);
  let keeper: PartitionKeeper | null = null;
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
      keeper?.onDirectoryFailure(directory, error);
      if (directories.log.every(({ failure }) => failure !== null) || directory === directories.metadata) {
        onFailure(error);
        return;
      }
      const { directoryId } = directory.meta!;
      for (const brokerId of brokerIds) {
        controller.directoriesOffline(brokerId, [aliasOf(brokerId, directoryId!)]).catch(onFailure);
      }
    },
  });
  const partitionLogger = logger.child({ component: "partitions" });
  const assignDirectories = (brokerId: number, assignments: readonly DirectoryAssignment[]): void => {
    controller.assignDirectories(brokerId, assignments).catch((error: unknown) => {
      partitionLogger.warn({ error }, "the controller was not told where replicas are");
    });
  };
  const tables = brokerIds.map((brokerId) => new Partitions(brokerId));
  const partitionKeeper = new PartitionKeeper({
    clock,
    logs,
    tables,
    configs,
    logger: partitionLogger,
    directoryIdOf: (brokerId, { meta }) => {
      const directoryId = meta?.directoryId ?? null;
      return directoryId === null ? null : aliasOf(brokerId, directoryId);
    },
    onPlaced: assignDirectories,
  });
  keeper = partitionKeeper;
  const replicaMoves = new ReplicaMoves({
    logs,
    logger: partitionLogger,
    replicasOf: ({ topicId, index }) => partitionKeeper.replicasOf(topicId, index),
    onMoved: ({ topicId, index, brokerId }, { meta }) => {
      const directoryId = meta?.directoryId ?? null;
      if (directoryId === null) return;
      assignDirectories(brokerId, [
        { topicId, partition: index, directoryId: aliasOf(brokerId, directoryId) },
      ]);
    },
  });
  const shared = {
    logs,
    replicaMoves,
    autoTopics: new AutoTopics({ controller, configs, logger: logger.child({ component: "topics" }) }),
    readBudget: new ReadBudget({ clock, maxBytes: maxReadBytes, heldBytes: responseBytes }),
    telemetry: new ClientTelemetry({
      clock,
      random,
      maxBytes: () => configs.broker["telemetry.max.bytes"],
    }),
  };
  const brokers = tables.map((partitions, place): BrokerServices => {
    const node = nodes[place]!;
    return {
      ...shared,
      partitions,
      groups: groupCoordinatorOf(node, world),
      fetchSessions: new FetchSessionCache({
        random,
        maxSessions: config["max.incremental.fetch.session.cache.slots"],
        evictionMs: fetchSessionEvictionMs,
      }),
      producerIds: new ProducerIds({
        allocate: () => controller.allocateProducerIds(node.nodeId, brokerEpoch(node.nodeId)),
      }),
    };
  });
  const tellInSync = (caughtUp: readonly ReplicasInSync[]): void => {
    if (caughtUp.length === 0 || nodes[0]!.stopping.aborted) return;
    controller.joinInSync(caughtUp).catch((error: unknown) => {
      partitionLogger.warn({ error }, "the controller was not told which replicas are in sync");
    });
  };
  const elections = brokers.map(
    ({ partitions, groups }) =>
      new GroupElections({
        brokerId: partitions.brokerId,
        groups,
        logOf: (index) => coordinatorLog(partitions, index),
      }),
  );
  return {
    logs,
    replicaMoves,
    brokers,
    prepare: (next, changes) => partitionKeeper.apply(next, changes),
    published(next, changes) {
      if (changes.configs.some(({ type }) => type === configResourceTypes.clientMetrics))
        shared.telemetry.update(next.configs);
      for (const each of elections) each.apply(next);
      const topicChanges = topicChangesOf(changes);
      // What cannot be recorded now is looked at again at the next change.
      if (topicChanges !== null) for (const { groups } of brokers) void groups.onTopicsChanged(topicChanges);
      const { atOnce, inAMoment } = replicasInSync(next, changes, brokerIds);
      tellInSync(atOnce);
      if (inAMoment.length > 0) clock.schedule(followerMs, () => tellInSync(inAMoment));
    },
  };
}

function groupCoordinatorOf(node: Node, { clock, random }: World): GroupCoordinator {
  const logger = node.logger.child({ component: "groups" });
  return new GroupCoordinator({
    clock,
    random,
    config: new GroupSettings(node.configs),
    topics: new ImageTopics(() => node.image),
    log: {
      info: (message, fields) => logger.info(fields, message),
      warn: (message, fields) => logger.warn(fields, message),
      error: (message, fields) => logger.error(fields, message),
    },
  });
}
