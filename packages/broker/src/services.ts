import type {
  BrokerConfigValues,
  Controller,
  EffectiveConfigs,
  MetadataImage,
  MetadataQuorum,
} from "@ottla/cluster";
import type { GroupCoordinator } from "@ottla/coordinator";
import type { LogManager } from "@ottla/log";
import type { Clock, Endpoint, Logger, Random } from "@ottla/runtime";
import type { AdvertisedApi } from "./dispatch/advertised.ts";
import type { ReadBudget } from "./fetch/read-budget.ts";
import type { FetchSessionCache } from "./fetch/session-cache.ts";
import type { ReplicaMoves } from "./log-dirs/replica-moves.ts";
import type { AutoTopics } from "./metadata/auto-topics.ts";
import type { Partitions } from "./partitions/partitions.ts";
import type { ProducerIds } from "./producer-ids.ts";
import type { ClientTelemetry } from "./telemetry/client-telemetry.ts";
import type { LogLevels } from "./telemetry/log-levels.ts";

/** The parts of a running node that handlers see, whatever its roles. The composition root builds it; nobody changes it. */
export interface Node {
  readonly nodeId: number;
  readonly clusterId: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly logLevels: LogLevels;
  /** Aborted when the node begins to stop: whoever waits answers with what there is. */
  readonly stopping: AbortSignal;
  /** Settings of this node in effect, by Kafka's names: `config["fetch.max.bytes"]`. Read them when needed, keep none. */
  readonly config: BrokerConfigValues;
  /** Settings of all resources in effect, and where each comes from. */
  readonly configs: EffectiveConfigs;
  /** What clients are told: the newest image whose partitions are ready to serve. */
  readonly image: MetadataImage;
  readonly controller: Controller;
  readonly quorum: MetadataQuorum;
  /** Where clients of a listener reach this node. */
  advertised(listenerName: string): Endpoint;
  /** What ApiVersions says on a listener. */
  advertisedApis(listenerName: string): readonly AdvertisedApi[];
}

/** A node with the role `broker`. */
export interface Broker extends Node, BrokerServices {}

/** What a node has by that role alone. */
export interface BrokerServices {
  readonly logs: LogManager;
  readonly partitions: Partitions;
  readonly groups: GroupCoordinator;
  readonly autoTopics: AutoTopics;
  readonly replicaMoves: ReplicaMoves;
  readonly fetchSessions: FetchSessionCache;
  readonly readBudget: ReadBudget;
  readonly producerIds: ProducerIds;
  readonly telemetry: ClientTelemetry;
}
