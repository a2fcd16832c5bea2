import type {
  DirectoryAssignment,
  EffectiveConfigs,
  MetadataChanges,
  MetadataImage,
  PartitionImage,
  TopicImage,
} from "@ottla/cluster";
import type { LogDirectory, LogManager } from "@ottla/log";
import { errorCode } from "@ottla/protocol";
import type { Logger } from "@ottla/runtime";
import { logConfigOf } from "../metadata/log-config.ts";
import { Partition } from "./partition.ts";

/** Logs that are created, deleted or put aside at a time. */
const concurrency = 16;

/** `ConfigResource.Type` of the protocol. */
const topicResource = 2;
const brokerResource = 4;

/** A topic as this broker has it. */
interface HostedTopic {
  readonly name: string;
  readonly id: string;
  /** By index; null where the replicas are on other brokers. */
  readonly partitions: (Partition | null)[];
}

/**
 * The partitions of this broker, kept as the metadata says: logs are begun, reconfigured and deleted as topics are. Nothing
 * that clients hear of is missing here: an image is published to them after `apply` has finished with it.
 */
export class Partitions {
  readonly #logs: LogManager;
  readonly #nodeId: number;
  readonly #configs: Pick<EffectiveConfigs, "topic">;
  readonly #logger: Logger;
  readonly #onPlaced: (assignments: readonly DirectoryAssignment[]) => void;
  /** Replicas that the metadata has in no directory, or in another. */
  #placed: DirectoryAssignment[] = [];
  readonly #byName = new Map<string, HostedTopic>();
  readonly #byId = new Map<string, HostedTopic>();
  #isLoaded = false;

  constructor(options: {
    readonly logs: LogManager;
    readonly nodeId: number;
    readonly configs: Pick<EffectiveConfigs, "topic">;
    readonly logger: Logger;
    /** Tells the controller in which directories replicas are, where the metadata says something else (KIP-858). */
    readonly onPlaced?: (assignments: readonly DirectoryAssignment[]) => void;
  }) {
    this.#logs = options.logs;
    this.#nodeId = options.nodeId;
    this.#configs = options.configs;
    this.#logger = options.logger;
    this.#onPlaced = options.onPlaced ?? (() => {});
  }

  /** A partition of this broker, if there is one of that name. */
  byName(topic: string, index: number): Partition | undefined {
    return this.#byName.get(topic)?.partitions[index] ?? undefined;
  }

  byId(topicId: string, index: number): Partition | undefined {
    return this.#byId.get(topicId)?.partitions[index] ?? undefined;
  }

  hasTopic(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Whether the cluster has the topic, wherever its partitions are. */
  hasTopicId(topicId: string): boolean {
    return this.#byId.has(topicId);
  }

  nameOf(topicId: string): string | undefined {
    return this.#byId.get(topicId)?.name;
  }

  *all(): Generator<Partition, void, undefined> {
    for (const { partitions } of this.#byName.values()) {
      for (const partition of partitions) if (partition !== null) yield partition;
    }
  }

  /** The partition, or the code that says why there is none: the cluster does not know it, or others have it. */
  find(topic: string, index: number): Partition | number {
    return found(this.#byName.get(topic), index) ?? errorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }

  findById(topicId: string, index: number): Partition | number {
    const topic = this.#byId.get(topicId);
    if (topic === undefined) return errorCode.UNKNOWN_TOPIC_ID;
    return found(topic, index) ?? errorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }

  /**
   * Makes logs agree with an image. The first image is compared with what lies on the disk; later ones come with what has
   * changed. Images come one after another: the next may be applied when this has resolved. A log that cannot be begun
   * leaves its partition offline, and the rest as it should be.
   */
  async apply(image: MetadataImage, changes: MetadataChanges): Promise<void> {
    if (!this.#isLoaded) {
      this.#isLoaded = true;
      await this.#putStraysAside(image);
      await this.#host([...image.topics.byId.values()]);
    } else {
      // A topic may have been deleted and made again under its name: the old one goes first (KAFKA-19497).
      await this.#drop(changes.topics.deleted);
      await this.#host([...changes.topics.created, ...changes.topics.changed.map(({ after }) => after)]);
      this.#reconfigure(changes);
    }
    const placed = this.#placed;
    this.#placed = [];
    if (placed.length > 0) this.#onPlaced(placed);
  }

  /** For `LogManagerOptions.onDirectoryFailure`: the partitions of the directory are offline from now on. */
  onDirectoryFailure(directory: LogDirectory, error: Error): void {
    for (const partition of this.all()) {
      if (partition.isOnline && this.#logs.directoryOf(partition.log) === directory) partition.fail(error);
    }
  }

  /**
   * Logs of topics that the cluster does not know, or whose replicas are elsewhere by now. They are kept under another name,
   * because the metadata may be what is wrong.
   */
  async #putStraysAside(image: MetadataImage): Promise<void> {
    const strays = [...this.#logs.logs()].filter(({ topicId, topic, partition }) => {
      // Without an id it cannot be told which topic of that name a log is of.
      const known = topicId === null ? undefined : image.topics.byId.get(topicId);
      const replicas = known?.name === topic ? known.partitions[partition]?.replicas : undefined;
      return replicas?.includes(this.#nodeId) !== true;
    });
    await concurrently(strays, async ({ topic, partition, topicId }) => {
      this.#logger.warn(
        { topic, partition, topicId },
        "a log that the metadata knows nothing of is put aside",
      );
      await this.#logs.setAside(topic, partition);
    });
  }

  async #host(topics: readonly TopicImage[]): Promise<void> {
    const missing: { topic: HostedTopic; index: number; image: PartitionImage }[] = [];
    for (const topic of topics) {
      const hosted = this.#topicOf(topic);
      for (const [index, image] of topic.partitions.entries()) {
        const partition = hosted.partitions[index] ?? null;
        if (!image.replicas.includes(this.#nodeId)) {
          if (partition !== null) await this.#end(partition);
          hosted.partitions[index] = null;
        } else if (partition !== null) partition.update(image);
        else missing.push({ topic: hosted, index, image });
      }
    }
    await concurrently(missing, async ({ topic, index, image }) => {
      topic.partitions[index] = await this.#begin(topic, index, image);
    });
  }

  async #drop(topics: readonly TopicImage[]): Promise<void> {
    const dropped = topics.flatMap(({ id }) => {
      const topic = this.#byId.get(id);
      if (topic === undefined) return [];
      this.#byId.delete(id);
      this.#byName.delete(topic.name);
      return topic.partitions.filter((partition) => partition !== null);
    });
    await concurrently(dropped, (partition) => this.#end(partition));
  }

  async #begin(topic: HostedTopic, index: number, image: PartitionImage): Promise<Partition> {
    const config = this.#configs.topic(topic.name);
    const described = {
      topic: topic.name,
      topicId: topic.id,
      index,
      nodeId: this.#nodeId,
      image,
      minInsyncReplicas: config["min.insync.replicas"],
    };
    try {
      const log = await this.#logs.create({
        topic: topic.name,
        partition: index,
        topicId: topic.id,
        config: logConfigOf(config),
      });
      const directory = this.#logs.directoryOf(log);
      const failure = directory?.failure ?? null;
      const directoryId = directory?.meta?.directoryId ?? null;
      if (directoryId !== null && directoryId !== image.directories[image.replicas.indexOf(this.#nodeId)]) {
        this.#placed.push({ topicId: topic.id, partition: index, directoryId });
      }
      return new Partition({ ...described, log, failure });
    } catch (error) {
      // From the disk, or because no directory is left.
      const failure = error as Error;
      this.#logger.error({ topic: topic.name, partition: index, error }, "a partition is offline");
      return new Partition({ ...described, log: null, failure });
    }
  }

  async #end(partition: Partition): Promise<void> {
    const { topic, index } = partition;
    partition.end();
    try {
      await this.#logs.delete(topic, index);
    } catch (error) {
      this.#logger.error({ topic, partition: index, error }, "a deleted partition stays on disk");
    }
  }

  /** Settings of topics, or the broker's defaults for them, have changed. */
  #reconfigure({ configs }: MetadataChanges): void {
    const areDefaultsTouched = configs.some(({ type }) => type === brokerResource);
    const names = areDefaultsTouched
      ? this.#byName.keys()
      : configs.filter(({ type }) => type === topicResource).map(({ name }) => name);
    for (const name of names) {
      const topic = this.#byName.get(name);
      if (topic === undefined) continue;
      const values = this.#configs.topic(name);
      const config = logConfigOf(values);
      for (const partition of topic.partitions) {
        partition?.reconfigure(config, values["min.insync.replicas"]);
      }
    }
  }

  #topicOf({ name, id, partitions }: TopicImage): HostedTopic {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const topic: HostedTopic = { name, id, partitions: partitions.map(() => null) };
    this.#byId.set(id, topic);
    this.#byName.set(name, topic);
    return topic;
  }
}

function found(topic: HostedTopic | undefined, index: number): Partition | number | null {
  const partition = topic?.partitions[index];
  if (partition === undefined) return null;
  return partition ?? errorCode.NOT_LEADER_OR_FOLLOWER;
}

async function concurrently<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  const iterator = items.values();
  const worker = async (): Promise<void> => {
    for (const item of iterator) await action(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}
