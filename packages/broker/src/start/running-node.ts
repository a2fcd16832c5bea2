import {
  EffectiveConfigs,
  type MetadataChanges,
  type MetadataImage,
  type NodeListener,
} from "@ottla/cluster";
import type { Api, ListenerKind } from "@ottla/protocol";
import { type Endpoint, type Logger, MetricsRegistry, type World } from "@ottla/runtime";
import { Dispatcher } from "../dispatch/dispatcher.ts";
import type { Handler } from "../dispatch/handler.ts";
import { RequestMetrics } from "../dispatch/request-metrics.ts";
import { brokerHandlers, controllerHandlers } from "../handlers/index.ts";
import { type Accept, SocketServer } from "../network/socket-server.ts";
import type { BrokerServices, Node } from "../services.ts";
import type { LogLevels } from "../telemetry/log-levels.ts";
import { LoopHealth } from "../telemetry/loop-health.ts";
import { bindListeners } from "./bind-listeners.ts";
import { type BrokerParts, openBrokerParts } from "./broker-parts.ts";
import { type Core, openCore } from "./core.ts";
import { directoryAlias } from "./directory-alias.ts";
import { firstChanges } from "./first-changes.ts";
import { formerBrokers } from "./former-brokers.ts";
import type { PlannedListener } from "./plan-listeners.ts";
import type { NodePlan } from "./plan-node.ts";
import { ServedNode } from "./served-node.ts";
import { serverLimits } from "./server-limits.ts";
import { Undo } from "./undo.ts";

export interface NodeOptions {
  readonly plan: NodePlan;
  readonly world: World;
  readonly logLevels: LogLevels;
  /** The node cannot go on: it is to be stopped, and its process to end. Called once at most. */
  readonly onFailure: (error: Error) => void;
}

/** How long clients have to take their last answers when the node stops. */
const farewellMs = 5000;
/** The epoch of a broker that has none yet. */
const unregistered = -1;
/** Nobody but the node itself asks. */
const ownOrigin = { apiVersion: 0, principal: "User:ANONYMOUS" };
/** `PLAINTEXT`, by the numbers of the protocol. */
const plaintext = 0;

/**
 * A node: where everything is put together, started in order, and stopped in the reverse one.
 *
 * Ports are taken first, then the directories, so that whatever keeps the node from starting does so before data is touched.
 * Then the metadata log, the partitions as its newest image has them, and the coordinators; at last the broker registers, is
 * unfenced, and answers clients (`BrokerServer.startup` in Apache Kafka).
 */
export class RunningNode {
  /** As bound. */
  readonly listeners: readonly PlannedListener[];
  /** What is counted while the node runs. */
  readonly metrics = new MetricsRegistry();
  readonly #options: NodeOptions;
  readonly #logger: Logger;
  readonly #core: Core;
  readonly #server: SocketServer;
  readonly #undo: Undo;
  readonly #loopHealth: LoopHealth;
  readonly #requestMetrics: RequestMetrics;
  readonly #stopping = new AbortController();
  /** Under each of its ids, its own first. */
  readonly #nodes: readonly ServedNode[];
  #parts: BrokerParts | null = null;
  /** By broker id. */
  readonly #brokerEpochs = new Map<number, number>();
  #hasFailed = false;

  private constructor(made: {
    options: NodeOptions;
    logger: Logger;
    configs: EffectiveConfigs;
    core: Core;
    server: SocketServer;
    listeners: readonly PlannedListener[];
    undo: Undo;
  }) {
    const { options, logger, core, listeners, configs } = made;
    const { plan, world, logLevels } = options;
    const { clock, random } = world;
    const { quorum, controller } = core;
    this.#options = options;
    this.#logger = logger;
    this.#core = core;
    this.#server = made.server;
    this.#undo = made.undo;
    this.listeners = listeners;
    this.#loopHealth = new LoopHealth({
      clock,
      logger: logger.child({ component: "event-loop" }),
      registry: this.metrics,
    });
    this.#requestMetrics = new RequestMetrics(this.metrics, this.#loopHealth.watch);
    made.server.measure(this.metrics);
    this.#nodes = plan.identities.map(
      ({ nodeId, given }) =>
        new ServedNode({
          nodeId,
          clock,
          random,
          logger,
          logLevels,
          stopping: this.#stopping.signal,
          configs: nodeId === plan.nodeId ? configs : new EffectiveConfigs({ nodeId, given }),
          controller,
          quorum,
          listeners,
        }),
    );
  }

  /**
   * Starts a node, which serves clients when this resolves. Rejects with `StartFault` and `LogDirectoryError`, whose messages
   * are for the operator, and leaves nothing behind.
   */
  static async start(options: NodeOptions): Promise<RunningNode> {
    const { plan, world, logLevels } = options;
    const logger = logLevels.logger();
    const configs = new EffectiveConfigs({ nodeId: plan.nodeId, given: plan.given });
    const undo = new Undo();
    try {
      const server = new SocketServer({
        network: world.network,
        clock: world.clock,
        logger: logger.child({ component: "network" }),
        limits: serverLimits(configs),
      });
      undo.add(() => server.stop(0));
      const listeners = await bindListeners(server, plan.listeners);
      const core = await openCore({ plan, world, logger, listeners, undo });
      const node = new RunningNode({ options, logger, configs, core, server, listeners, undo });
      await node.#open();
      node.#watchLoop();
      return node;
    } catch (error) {
      // What else goes wrong on the way out would only hide the reason.
      await undo.run().catch(() => undefined);
      throw error;
    }
  }

  /** The node under its own id. */
  get #node(): ServedNode {
    return this.#nodes[0]!;
  }

  get #nodeIds(): number[] {
    return this.#nodes.map(({ nodeId }) => nodeId);
  }

  get clusterId(): string {
    return this.#node.clusterId;
  }

  /** Where clients reach a listener: the node's own, or that of a virtual broker. */
  address(listenerName: string, nodeId: number = this.#options.plan.nodeId): Endpoint {
    return this.#nodes.find((node) => node.nodeId === nodeId)!.advertised(listenerName);
  }

  /** Resolves when clients have their answers, everything is on disk, and the directories are free for others. */
  async stop(): Promise<void> {
    const { controller } = this.#core;
    const { isBroker } = this.#options.plan;
    const leavesInOrder = isBroker && !this.#hasFailed;
    await this.#server.stopListening();
    this.#stopping.abort();
    if (leavesInOrder) await controller.beginControlledShutdown(this.#nodeIds);
    // Who waits for a rebalance is told to look elsewhere: nobody would answer later.
    for (const { groups } of this.#parts?.brokers ?? []) groups.close();
    await this.#server.stop(farewellMs);
    if (leavesInOrder) await controller.fenceBrokers(this.#nodeIds);
    await this.#undo.run();
  }

  async #open(): Promise<void> {
    const { plan, world } = this.#options;
    const { quorum, controller } = this.#core;
    const node = this.#node;
    const directoryIds = this.#core.directories.log.map(({ meta }) => meta!.directoryId!);
    const former = formerBrokers(quorum.image, { nodeIds: this.#nodeIds, directoryIds });
    quorum.onFailure((error) => this.#fail(error));
    for (const each of this.#nodes) each.configs.update(node.image.configs);
    const prepared = Promise.withResolvers<void>();
    // Images that come while the first one is being prepared wait for it.
    quorum.subscribe(async (image, changes) => {
      await prepared.promise;
      await this.#publish(image, changes);
    });
    const brokers = plan.isBroker ? await this.#openBrokers(node.image) : [];
    prepared.resolve();

    const incarnationId = Buffer.from(world.random.bytes(16)).toString("base64url");
    await controller.registerController({
      controllerId: plan.nodeId,
      incarnationId,
      listeners: this.#announced("controller", plan.nodeId),
    });
    this.#serve("controller", node, controllerHandlers);
    if (brokers.length === 0) return;

    await this.#register(incarnationId, directoryIds);
    for (const brokerId of former) await controller.unregisterBroker({ brokerId }, ownOrigin);
    await controller.unfenceBrokers(this.#nodeIds);
    // What joined the ISR then has joined before anybody is told.
    await quorum.whenCurrent();
    for (const broker of brokers) this.#serve("broker", broker, brokerHandlers);
  }

  /** Announces the brokers to the controller. */
  async #register(incarnationId: string, directoryIds: readonly string[]): Promise<void> {
    const { plan } = this.#options;
    const { quorum, controller } = this.#core;
    const before = quorum.image.cluster.brokers;
    const isClean = before.get(plan.nodeId)?.epoch === this.#parts?.logs.previousBrokerEpoch;
    for (const nodeId of this.#nodeIds) {
      const brokerEpoch = await controller.registerBroker({
        brokerId: nodeId,
        incarnationId,
        listeners: this.#announced("broker", nodeId),
        rack: plan.config["broker.rack"],
        directories: directoryIds.map((id) => directoryAlias(id, nodeId - plan.nodeId)),
        previousBrokerEpoch: isClean ? (before.get(nodeId)?.epoch ?? null) : null,
        companions: this.#nodeIds.filter((id) => id !== nodeId),
      });
      this.#brokerEpochs.set(nodeId, brokerEpoch);
    }
  }

  /** Opens what belongs to brokers, and makes partitions as an image has them. */
  async #openBrokers(image: MetadataImage): Promise<(ServedNode & BrokerServices)[]> {
    const { plan, world } = this.#options;
    const core = this.#core;
    const nodes = this.#nodes;
    const parts = await openBrokerParts({
      plan,
      world,
      logger: this.#logger,
      core,
      nodes,
      brokerEpoch: (brokerId) => this.#brokerEpochs.get(brokerId) ?? unregistered,
      responseBytes: () => this.#server.responseBytes,
      onFailure: (error) => this.#fail(error),
    });
    // The mark of a clean stop is the last thing that is written: the metadata log may lie in the same directory.
    this.#undo.add(async () => {
      await core.quorum.close();
      await parts.replicaMoves.stop();
      const brokerEpoch = this.#brokerEpochs.get(plan.nodeId) ?? unregistered;
      await parts.logs.close({ isClean: !this.#hasFailed, brokerEpoch });
    });
    this.#parts = parts;
    const changes = firstChanges(image);
    await parts.prepare(image, changes);
    parts.published(image, changes);
    return nodes.map((node, place) => Object.assign(node, parts.brokers[place]!));
  }

  async #publish(image: MetadataImage, changes: MetadataChanges): Promise<void> {
    for (const node of this.#nodes) node.configs.update(image.configs);
    await this.#parts?.prepare(image, changes);
    for (const node of this.#nodes) node.image = image;
    this.#parts?.published(image, changes);
  }

  /** While clients are served: what they do not wait for may take its time. */
  #watchLoop(): void {
    const { loop } = this.#options.world;
    if (loop === undefined) return;
    this.#loopHealth.start(loop);
    this.#undo.add(() => this.#loopHealth.stop());
  }

  #serve<N extends Node>(
    kind: ListenerKind,
    node: ServedNode & N,
    handlers: readonly Handler<Api, N>[],
  ): void {
    const logger = this.#logger.child({ component: "requests" });
    const dispatcher = new Dispatcher({ broker: node, handlers, logger, metrics: this.#requestMetrics });
    node.advertise(kind, dispatcher.advertised);
    const accept: Accept = (...request) => dispatcher.accept(...request);
    const names = this.#listenersOf(kind, node.nodeId).map(({ name }) => name);
    this.#server.serve(node.nodeId, new Map(names.map((name) => [name, accept])));
  }

  #announced(kind: ListenerKind, nodeId: number): NodeListener[] {
    return this.#listenersOf(kind, nodeId).map(({ name, advertised: { host, port } }) => ({
      name,
      host,
      port,
      securityProtocol: plaintext,
    }));
  }

  #listenersOf(kind: ListenerKind, nodeId: number): PlannedListener[] {
    return this.listeners.filter((listener) => listener.kind === kind && listener.nodeId === nodeId);
  }

  #fail(error: Error): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.onFailure(error);
  }
}
