import type {
  BrokerConfigValues,
  Controller,
  EffectiveConfigs,
  MetadataImage,
  MetadataQuorum,
} from "@ottla/cluster";
import type { ListenerKind } from "@ottla/protocol";
import type { Clock, Endpoint, Logger, Random } from "@ottla/runtime";
import type { AdvertisedApi } from "../dispatch/advertised.ts";
import type { Node } from "../services.ts";
import type { LogLevels } from "../telemetry/log-levels.ts";
import type { PlannedListener } from "./plan-listeners.ts";

/** What handlers see of a node under one of its ids. The one thing that changes is the image that clients are told of. */
export class ServedNode implements Node {
  readonly nodeId: number;
  readonly clusterId: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly logLevels: LogLevels;
  readonly stopping: AbortSignal;
  readonly configs: EffectiveConfigs;
  readonly controller: Controller;
  readonly quorum: MetadataQuorum;
  image: MetadataImage;
  readonly #listeners: ReadonlyMap<string, PlannedListener>;
  readonly #advertisedApis = new Map<ListenerKind, readonly AdvertisedApi[]>();

  constructor(parts: {
    nodeId: number;
    clock: Clock;
    random: Random;
    logger: Logger;
    logLevels: LogLevels;
    stopping: AbortSignal;
    configs: EffectiveConfigs;
    controller: Controller;
    quorum: MetadataQuorum;
    /** Of all ids. */
    listeners: readonly PlannedListener[];
  }) {
    this.nodeId = parts.nodeId;
    this.clusterId = parts.quorum.clusterId;
    this.clock = parts.clock;
    this.random = parts.random;
    this.logger = parts.logger;
    this.logLevels = parts.logLevels;
    this.stopping = parts.stopping;
    this.configs = parts.configs;
    this.controller = parts.controller;
    this.quorum = parts.quorum;
    this.image = parts.quorum.image;
    const own = parts.listeners.filter(({ nodeId }) => nodeId === parts.nodeId);
    this.#listeners = new Map(own.map((listener) => [listener.name, listener]));
  }

  get config(): BrokerConfigValues {
    return this.configs.broker;
  }

  advertised(listenerName: string): Endpoint {
    return this.#listeners.get(listenerName)!.advertised;
  }

  advertisedApis(listenerName: string): readonly AdvertisedApi[] {
    return this.#advertisedApis.get(this.#listeners.get(listenerName)!.kind) ?? [];
  }

  /** Says what listeners of a kind serve, once that is known. */
  advertise(kind: ListenerKind, apis: readonly AdvertisedApi[]): void {
    this.#advertisedApis.set(kind, apis);
  }
}
