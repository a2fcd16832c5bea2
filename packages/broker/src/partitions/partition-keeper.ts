import type {
  DirectoryAssignment,
  EffectiveConfigs,
  MetadataChanges,
  MetadataImage,
  PartitionImage,
  TopicImage,
} from "@ottla/cluster";
import type { Log, LogDirectory, LogManager } from "@ottla/log";
import { type Clock, type Logger, Slices } from "@ottla/runtime";
import { logConfigOf } from "../metadata/log-config.ts";
import { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";

/** Logs that are created, deleted or put aside at a time. */
const concurrency = 16;

/** `ConfigResource.Type` of the protocol. */
const topicResource = 2;
const brokerResource = 4;

export interface PartitionKeeperOptions {
  readonly clock: Clock;
  readonly logs: LogManager;
  /** One for each broker id of this process. Replicas of one partition on several of them share its log. */
  readonly tables: readonly Partitions[];
  readonly configs: Pick<EffectiveConfigs, "topic">;
  readonly logger: Logger;
  /** What a broker calls a log directory in the metadata. */
  readonly directoryIdOf: (brokerId: number, directory: LogDirectory) => string | null;
  /** Tells the controller in which directories replicas are, where the metadata says something else (KIP-858). */
  readonly onPlaced: (brokerId: number, assignments: readonly DirectoryAssignment[]) => void;
}

/** A partition that begins on some brokers of this process. */
interface Beginning {
  readonly topic: TopicImage;
  readonly index: number;
  readonly image: PartitionImage;
  readonly tables: readonly Partitions[];
}

/** What a partition stands on: its log, or why there is none. */
interface Ground {
  readonly log: Log | null;
  readonly failure: Error | null;
}

/**
 * Keeps the partitions of this process as the metadata says: logs are begun, reconfigured and deleted as topics are. Nothing
 * that clients hear of is missing here: an image is published to them after `apply` has finished with it.
 */
export class PartitionKeeper {
  readonly #clock: Clock;
  readonly #logs: LogManager;
  readonly #tables: readonly Partitions[];
  readonly #configs: Pick<EffectiveConfigs, "topic">;
  readonly #logger: Logger;
  readonly #directoryIdOf: PartitionKeeperOptions["directoryIdOf"];
  readonly #onPlaced: PartitionKeeperOptions["onPlaced"];
  /** Replicas that the metadata has in no directory, or in another, by broker. */
  #placed = new Map<number, DirectoryAssignment[]>();
  #isLoaded = false;

  constructor(options: PartitionKeeperOptions) {
    this.#clock = options.clock;
    this.#logs = options.logs;
    this.#tables = options.tables;
    this.#configs = options.configs;
    this.#logger = options.logger;
    this.#directoryIdOf = options.directoryIdOf;
    this.#onPlaced = options.onPlaced;
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
    this.#placed = new Map();
    for (const [brokerId, assignments] of placed) this.#onPlaced(brokerId, assignments);
  }

  /** The replicas that share a log, one for each broker of this process that has one. */
  replicasOf(topicId: string, index: number): readonly Partition[] {
    return this.#tables.flatMap((table) => table.byId(topicId, index) ?? []);
  }

  /** For `LogManagerOptions.onDirectoryFailure`: the partitions of the directory are offline from now on. */
  onDirectoryFailure(directory: LogDirectory, error: Error): void {
    for (const table of this.#tables) {
      for (const partition of table.all()) {
        if (partition.isOnline && this.#logs.directoryOf(partition.log) === directory) partition.fail(error);
      }
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
      return !this.#tables.some(({ brokerId }) => replicas?.includes(brokerId) === true);
    });
    await this.#concurrently(strays, async ({ topic, partition, topicId }) => {
      this.#logger.warn(
        { topic, partition, topicId },
        "a log that the metadata knows nothing of is put aside",
      );
      await this.#logs.setAside(topic, partition);
    });
  }

  async #host(topics: readonly TopicImage[]): Promise<void> {
    const beginnings: Beginning[] = [];
    for (const topic of topics) {
      const hosted = this.#tables.map((table) => table.admit(topic));
      for (const [index, image] of topic.partitions.entries()) {
        const beginsOn: Partitions[] = [];
        const leaving: Partition[] = [];
        for (const [place, table] of this.#tables.entries()) {
          const { partitions } = hosted[place]!;
          const partition = partitions[index] ?? null;
          const isHere = image.replicas.includes(table.brokerId);
          partitions[index] = isHere ? partition : null;
          if (partition === null) {
            if (isHere) beginsOn.push(table);
            continue;
          }
          // Also where it leaves: whoever still asks is told who leads.
          partition.update(image);
          if (!isHere) leaving.push(partition);
        }
        if (beginsOn.length > 0) {
          // Where it goes from one broker of this process to another, its log stays.
          beginnings.push({ topic, index, image, tables: beginsOn });
          for (const partition of leaving) partition.end("moved");
        } else await this.#end(leaving, "moved");
      }
    }
    await this.#concurrently(beginnings, (beginning) => this.#begin(beginning));
  }

  async #drop(topics: readonly TopicImage[]): Promise<void> {
    const dropped = topics.flatMap(({ id }) => this.#tables.flatMap((table) => table.remove(id)));
    const byLog = Map.groupBy(dropped, ({ topicId, index }) => `${topicId}/${index}`);
    await this.#concurrently([...byLog.values()], (replicas) => this.#end(replicas, "deleted"));
  }

  async #begin({ topic, index, image, tables }: Beginning): Promise<void> {
    const config = this.#configs.topic(topic.name);
    const ground = await this.#groundOf(topic, index);
    const directory = ground.log === null ? undefined : this.#logs.directoryOf(ground.log);
    for (const table of tables) {
      const { brokerId } = table;
      table.admit(topic).partitions[index] = new Partition({
        topic: topic.name,
        topicId: topic.id,
        index,
        brokerId,
        image,
        minInsyncReplicas: config["min.insync.replicas"],
        ...ground,
      });
      const directoryId = directory === undefined ? null : this.#directoryIdOf(brokerId, directory);
      if (directoryId !== null && directoryId !== image.directories[image.replicas.indexOf(brokerId)]) {
        const assignments = this.#placed.get(brokerId) ?? [];
        assignments.push({ topicId: topic.id, partition: index, directoryId });
        this.#placed.set(brokerId, assignments);
      }
    }
  }

  /** The log of a partition, begun or found. */
  async #groundOf({ name, id }: TopicImage, index: number): Promise<Ground> {
    try {
      const config = logConfigOf(this.#configs.topic(name));
      const log = await this.#logs.create({ topic: name, partition: index, topicId: id, config });
      return { log, failure: this.#logs.directoryOf(log)?.failure ?? null };
    } catch (error) {
      // From the disk, or because no directory is left.
      this.#logger.error({ topic: name, partition: index, error }, "a partition is offline");
      return { log: null, failure: error as Error };
    }
  }

  /** Some replicas of a partition go, and its log with the last of them. */
  async #end(leaving: readonly Partition[], why: "deleted" | "moved"): Promise<void> {
    const [first] = leaving;
    if (first === undefined) return;
    const { topic, topicId, index } = first;
    for (const partition of leaving) partition.end(why);
    if (this.replicasOf(topicId, index).length > 0) return;
    try {
      await this.#logs.delete(topic, index);
    } catch (error) {
      this.#logger.error({ topic, partition: index, error }, "a deleted partition stays on disk");
    }
  }

  /** Settings of topics, or the broker's defaults for them, have changed. */
  #reconfigure({ configs }: MetadataChanges): void {
    const areDefaultsTouched = configs.some(({ type }) => type === brokerResource);
    const changed = configs.filter(({ type }) => type === topicResource).map(({ name }) => name);
    for (const table of this.#tables) {
      for (const name of areDefaultsTouched ? table.topicNames() : changed) {
        const values = this.#configs.topic(name);
        const config = logConfigOf(values);
        for (const partition of table.of(name)) partition.reconfigure(config, values["min.insync.replicas"]);
      }
    }
  }

  async #concurrently<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
    const iterator = items.values();
    const slices = new Slices(this.#clock);
    const worker = async (): Promise<void> => {
      for (const item of iterator) {
        await action(item);
        // Where all logs are there already, nothing waits for the disk.
        if (slices.isOver) await slices.next();
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  }
}
