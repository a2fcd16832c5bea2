import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  configResourceTypes,
  type DirectoryAssignment,
  directoryId,
  emptyImage,
  type MetadataChanges,
  MetadataDraft,
  type MetadataImage,
  type MetadataRecordInput,
  topicConfigs,
} from "@ottla/cluster";
import { createLogShared, LogDirectory, LogManager, type LogShared } from "@ottla/log";
import {
  type Api,
  buildRecordBatch,
  decodeResponse,
  encodeRequest,
  type RequestInput,
  type ResponseOf,
} from "@ottla/protocol";
import { nodeWorld, silentLogger, type World } from "@ottla/runtime";
import { Dispatcher } from "../dispatch/dispatcher.ts";
import type { Handler } from "../dispatch/handler.ts";
import { RequestMetrics } from "../dispatch/request-metrics.ts";
import { ReadBudget } from "../fetch/read-budget.ts";
import { FetchSessionCache } from "../fetch/session-cache.ts";
import { ReplicaMoves } from "../log-dirs/replica-moves.ts";
import { PartitionKeeper } from "../partitions/partition-keeper.ts";
import { Partitions } from "../partitions/partitions.ts";
import { ProducerIds } from "../producer-ids.ts";
import type { Broker } from "../services.ts";

const nodeId = 1;

export interface TopicOptions {
  readonly partitions?: number;
  readonly configs?: Readonly<Record<string, string>>;
  readonly replicas?: readonly number[];
  readonly isr?: readonly number[];
  readonly leader?: number;
  readonly leaderEpoch?: number;
}

export interface DataPlaneOptions {
  readonly world?: World;
  readonly paths?: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  /** Those of this process; one, if not given. */
  readonly brokerIds?: readonly number[];
  /** Memory for what was appended last. */
  readonly tailBytes?: number;
}

interface AskOptions {
  readonly version?: number;
  readonly clientId?: string;
  /** The first, if not given. */
  readonly brokerId?: number;
}

/** Directories of the machine that are gone when the test has ended. */
export function temporaryDirectories(test: TestContext, count: number): string[] {
  const root = mkdtempSync(join(tmpdir(), "ottla-broker-"));
  test.after(() => rmSync(root, { recursive: true, force: true }));
  return Array.from({ length: count }, (_, index) => join(root, `d${index}`));
}

/** The data plane of a broker on real files: metadata, partitions and handlers, but no quorum and no sockets. */
export class DataPlane {
  readonly world: World;
  readonly logs: LogManager;
  /** Of the first broker. */
  readonly partitions: Partitions;
  /** Of all brokers. */
  readonly tables: readonly Partitions[];
  readonly keeper: PartitionKeeper;
  /** The first broker. */
  readonly broker: Broker;
  readonly closed = new AbortController();
  readonly stopping = new AbortController();
  readonly #metrics = new RequestMetrics();
  image: MetadataImage = emptyImage;
  /** What the controller was told. */
  readonly placed: DirectoryAssignment[] = [];
  #nextCorrelation = 1;
  #nextProducerId = 0;

  private constructor(world: World, logs: LogManager, options: DataPlaneOptions) {
    const { config = {}, brokerIds = [nodeId] } = options;
    this.world = world;
    this.logs = logs;
    this.tables = brokerIds.map((brokerId) => new Partitions(brokerId));
    this.partitions = this.tables[0]!;
    this.keeper = new PartitionKeeper({
      clock: world.clock,
      logs,
      tables: this.tables,
      configs: { topic: (name) => this.#configOf(name) },
      logger: silentLogger,
      directoryIdOf: (_, { meta }) => meta?.directoryId ?? null,
      onPlaced: (_, assignments) => this.placed.push(...assignments),
    });
    const imageNow = (): MetadataImage => this.image;
    const controller = {
      allocateProducerIds: async (): Promise<{ firstProducerId: number; count: number }> => {
        const firstProducerId = this.#nextProducerId;
        this.#nextProducerId += 1000;
        return { firstProducerId, count: 1000 };
      },
    };
    // The parts that handlers of the data plane look at.
    this.broker = {
      nodeId,
      clusterId: "test",
      ...world,
      logger: silentLogger,
      stopping: this.stopping.signal,
      config: {
        "fetch.max.bytes": 57_671_680,
        "cordoned.log.dirs": [],
        "transaction.max.timeout.ms": 900_000,
        ...config,
      },
      get image() {
        return imageNow();
      },
      logs,
      partitions: this.partitions,
      fetchSessions: new FetchSessionCache({ random: world.random, maxSessions: 1000, evictionMs: 120_000 }),
      replicaMoves: new ReplicaMoves({
        logs,
        logger: silentLogger,
        replicasOf: ({ topicId, index }) => this.keeper.replicasOf(topicId, index),
        onMoved: () => {},
      }),
      readBudget: new ReadBudget({ clock: world.clock, maxBytes: 1_000_000, heldBytes: () => 0 }),
      producerIds: new ProducerIds({ allocate: controller.allocateProducerIds }),
    } as unknown as Broker;
  }

  static async open(test: TestContext, options: DataPlaneOptions = {}): Promise<DataPlane> {
    const world = options.world ?? nodeWorld();
    const paths = options.paths ?? temporaryDirectories(test, 1);
    const shared = createLogShared({ ...world, tailBytes: options.tailBytes });
    const logs = await openLogs(world, shared, paths, (directory, error) =>
      plane.keeper.onDirectoryFailure(directory, error),
    );
    const plane: DataPlane = new DataPlane(world, logs, options);
    test.after(() => plane.close());
    return plane;
  }

  async close(): Promise<void> {
    await this.logs.close({ isClean: true, brokerEpoch: 1 });
  }

  /** Makes a topic as the controller would, and returns its id. */
  async topic(name: string, options: TopicOptions = {}): Promise<string> {
    const topicId = Buffer.from(this.world.random.bytes(16)).toString("base64url");
    await this.commit([
      { kind: "topic", version: 0, value: { name, topicId } },
      ...configRecords(name, options.configs ?? {}),
      ...Array.from({ length: options.partitions ?? 1 }, (_, index) =>
        partitionRecord(topicId, index, options),
      ),
    ]);
    return topicId;
  }

  /** Appends one batch as a client would; its size, once it is written. */
  async append(topic: string, index: number, batch: Parameters<typeof buildRecordBatch>[0]): Promise<number> {
    const { log, leaderEpoch } = this.partitions.byName(topic, index)!;
    const bytes = buildRecordBatch(batch);
    const appended = log.append(bytes, { origin: "client", leaderEpoch });
    if (appended.kind !== "appended") throw new Error(`the append was refused: ${appended.kind}`);
    await appended.written;
    return bytes.length;
  }

  async configure(name: string, configs: Readonly<Record<string, string>>): Promise<void> {
    await this.commit(configRecords(name, configs));
  }

  /** Gives a partition another leader, or the same once more: a new leader epoch. */
  async elect(topicId: string, partitionId: number, { leader }: { readonly leader: number }): Promise<void> {
    const change = { ...noChange, topicId, partitionId, leader };
    await this.commit([{ kind: "partitionChange", version: 2, value: change }]);
  }

  /** Gives a partition other replicas, all of them in sync. */
  async reassign(
    topicId: string,
    partitionId: number,
    { replicas, leader }: { readonly replicas: readonly number[]; readonly leader: number },
  ): Promise<void> {
    const directories = replicas.map(() => directoryId.unassigned);
    const change = { replicas: [...replicas], isr: [...replicas], leader, directories };
    await this.commit([
      {
        kind: "partitionChange",
        version: 2,
        value: { ...noChange, topicId, partitionId, ...change },
      },
    ]);
  }

  async deleteTopic(name: string): Promise<void> {
    const topicId = this.image.topics.byName.get(name)?.id ?? "";
    await this.commit([{ kind: "removeTopic", version: 0, value: { topicId } }]);
  }

  /** Applies records of the metadata log, as the quorum's publication does. */
  async commit(records: readonly MetadataRecordInput[]): Promise<void> {
    const { image, changes } = this.#draft(records);
    this.image = image;
    await this.keeper.apply(image, changes);
  }

  /** What a broker does first: it takes over the image that it finds. */
  async load(image: MetadataImage): Promise<void> {
    this.image = image;
    await this.keeper.apply(image, this.#draft([]).changes);
  }

  #draft(records: readonly MetadataRecordInput[]): { image: MetadataImage; changes: MetadataChanges } {
    const draft = new MetadataDraft(this.image);
    const { offset } = this.image;
    for (const [index, { kind, value }] of records.entries()) {
      draft.apply({ kind, value: withDefaults(kind, value) } as never, offset + 1 + index);
    }
    return draft.finish({ offset: offset + records.length, epoch: 1, timestampMs: 0 });
  }

  /** Asks as over a connection; `"closed"` and `"silent"` where no answer comes. */
  async ask<A extends Api>(
    handler: Handler<A>,
    request: RequestInput<A>,
    options: AskOptions = {},
  ): Promise<ResponseOf<A>> {
    const reply = await this.exchange(handler, request, options);
    if (typeof reply === "string") throw new Error(`the connection is ${reply}`);
    return reply;
  }

  async exchange<A extends Api>(
    handler: Handler<A>,
    request: RequestInput<A>,
    options: AskOptions = {},
  ): Promise<ResponseOf<A> | "closed" | "silent"> {
    const { api } = handler;
    const version = options.version ?? api.stableVersions[1];
    const header = { correlationId: this.#nextCorrelation++, clientId: options.clientId ?? "test" };
    const frame = Buffer.concat(encodeRequest(api, version, header, request)).subarray(4);
    const { brokerId } = options;
    const partitions = this.tables.find((table) => table.brokerId === brokerId) ?? this.partitions;
    const dispatcher = new Dispatcher({
      broker: partitions === this.partitions ? this.broker : { ...this.broker, partitions },
      handlers: [handler],
      logger: silentLogger,
      metrics: this.#metrics,
    });
    const client = {
      listenerName: "PLAINTEXT",
      listenerKind: "broker" as const,
      address: "127.0.0.1",
      port: 1,
      principal: "User:ANONYMOUS",
      softwareName: "",
      softwareVersion: "",
      closed: this.closed.signal,
    };
    const answer = await dispatcher.accept(frame, client).start();
    if (answer === "disconnect") return "closed";
    if (answer === "no answer") return "silent";
    return decodeResponse(api, version, Buffer.concat(answer).subarray(4)).body;
  }

  #configOf(topic: string) {
    return topicConfigs.parse(this.image.configs.of(configResourceTypes.topic, topic)).values;
  }
}

/** Locks, formats and opens log directories. */
export async function openLogs(
  world: World,
  shared: LogShared,
  paths: readonly string[],
  onDirectoryFailure: (directory: LogDirectory, error: Error) => void = () => {},
): Promise<LogManager> {
  const directories: LogDirectory[] = [];
  for (const path of paths) {
    const directory = await LogDirectory.open(world.disk, path);
    if (directory.meta === null) {
      const meta = { version: 1, clusterId: "test", nodeId, directoryId: null };
      await directory.format(meta, { random: world.random, now: world.clock.now() });
    }
    directories.push(directory);
  }
  const { values } = topicConfigs.parse(new Map());
  const { logConfigOf } = await import("../metadata/log-config.ts");
  return await LogManager.open({
    shared,
    directories,
    configOf: () => logConfigOf(values),
    onDirectoryFailure,
  });
}

function configRecords(topic: string, configs: Readonly<Record<string, string>>): MetadataRecordInput[] {
  return Object.entries(configs).map(([name, value]) => ({
    kind: "config",
    version: 0,
    value: { resourceType: configResourceTypes.topic, resourceName: topic, name, value },
  }));
}

export function partitionRecord(
  topicId: string,
  index: number,
  options: TopicOptions = {},
): MetadataRecordInput {
  const replicas = [...(options.replicas ?? [nodeId])];
  return {
    kind: "partition",
    version: 2,
    value: {
      partitionId: index,
      topicId,
      replicas,
      isr: [...(options.isr ?? replicas)],
      removingReplicas: [],
      addingReplicas: [],
      leader: options.leader ?? nodeId,
      leaderRecoveryState: 0,
      leaderEpoch: options.leaderEpoch ?? 0,
      partitionEpoch: 0,
      directories: replicas.map(() => directoryId.unassigned),
    },
  };
}

const noChange = {
  isr: null,
  replicas: null,
  removingReplicas: null,
  addingReplicas: null,
  leaderRecoveryState: -1,
  directories: null,
  eligibleLeaderReplicas: null,
  lastKnownElr: null,
};

/** What decoding would fill in. */
function withDefaults(kind: MetadataRecordInput["kind"], value: object): object {
  if (kind === "partition") return { eligibleLeaderReplicas: null, lastKnownElr: null, ...value };
  return value;
}
