import {
  type addRaftVoter,
  errorCode,
  type RequestOf,
  type removeRaftVoter,
  type updateFeatures,
  type updateRaftVoter,
} from "@ottla/protocol";
import type { Clock, Logger, Random } from "@ottla/runtime";
import type { EffectiveConfigs } from "../config/effective-configs.ts";
import {
  decideAddRaftVoter,
  decideAllocateProducerIds,
  decideAlterClientQuotas,
  decideAlterConfigs,
  decideAlterPartitionReassignments,
  decideAlterUserScramCredentials,
  decideCreateAcls,
  decideCreatePartitions,
  decideCreateTopics,
  decideDeleteAcls,
  decideDeleteTopics,
  decideElectLeaders,
  decideIncrementalAlterConfigs,
  decideListPartitionReassignments,
  decideRemoveRaftVoter,
  decideUnregisterBroker,
  decideUpdateFeatures,
  decideUpdateRaftVoter,
  type QuorumMembership,
} from "../decisions/index.ts";
import type { MetadataQuorum } from "../quorum/metadata-quorum.ts";
import { type DirectoryAssignment, decideAssignDirectories } from "./assign-directories.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import { decideJoinInSync, type ReplicasInSync } from "./join-in-sync.ts";
import {
  type BrokerAnnouncement,
  type ControllerAnnouncement,
  decideControlledShutdown,
  decideDirectoriesOffline,
  decideElections,
  decideFenceBrokers,
  decideRegisterBroker,
  decideRegisterController,
  decideUnfenceBrokers,
} from "./registration.ts";

/** Who asks, and in which version of the request. */
export interface ControllerOrigin {
  readonly apiVersion: number;
  /** As in `User:ANONYMOUS`. */
  readonly principal: string;
  /** The node that was asked: settings of a broker are changed through itself. The controller's own, if not given. */
  readonly nodeId?: number;
}

export interface ControllerOptions {
  readonly quorum: MetadataQuorum;
  /**
   * Settings as decisions see them: of what is decided, not only of what is committed. The controller keeps them current,
   * so this instance must be its own.
   */
  readonly configs: EffectiveConfigs;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
}

/** A registration that the controller does not accept. */
export class RegistrationError extends Error {
  override readonly name = "RegistrationError";
}

/** The broker itself asks. */
const ownOrigin: ControllerOrigin = { apiVersion: 0, principal: "User:ANONYMOUS" };

/**
 * Decides about everything in the cluster, one thing after another, and writes each decision into the metadata log. The next
 * one is made at once, on the image that the last one leads to; each answer leaves when its records are committed and
 * everybody has seen them. So many small requests share one write.
 */
export class Controller {
  readonly alterClientQuotas = this.#deciding(decideAlterClientQuotas);
  readonly alterConfigs = this.#deciding(decideAlterConfigs);
  readonly alterPartitionReassignments = this.#deciding(decideAlterPartitionReassignments);
  readonly alterUserScramCredentials = this.#deciding(decideAlterUserScramCredentials);
  readonly createAcls = this.#deciding(decideCreateAcls);
  readonly createPartitions = this.#deciding(decideCreatePartitions);
  readonly createTopics = this.#deciding(decideCreateTopics);
  readonly deleteAcls = this.#deciding(decideDeleteAcls);
  readonly deleteTopics = this.#deciding(decideDeleteTopics);
  readonly electLeaders = this.#deciding(decideElectLeaders);
  readonly incrementalAlterConfigs = this.#deciding(decideIncrementalAlterConfigs);
  readonly listPartitionReassignments = this.#deciding(decideListPartitionReassignments);
  readonly unregisterBroker = this.#deciding(decideUnregisterBroker);
  readonly updateFeatures = this.#deciding((request: RequestOf<typeof updateFeatures>, context) =>
    decideUpdateFeatures(request, context, { kraftVersion: this.#quorum.kraftVersion }),
  );
  readonly addRaftVoter = this.#deciding((request: RequestOf<typeof addRaftVoter>) =>
    decideAddRaftVoter(request, this.#membership),
  );
  readonly removeRaftVoter = this.#deciding((request: RequestOf<typeof removeRaftVoter>) =>
    decideRemoveRaftVoter(request, this.#membership),
  );
  readonly updateRaftVoter = this.#deciding((request: RequestOf<typeof updateRaftVoter>) =>
    decideUpdateRaftVoter(request, this.#membership),
  );

  readonly #quorum: MetadataQuorum;
  readonly #configs: EffectiveConfigs;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor({ quorum, configs, clock, random }: ControllerOptions) {
    this.#quorum = quorum;
    this.#configs = configs;
    this.#clock = clock;
    this.#random = random;
    configs.update(quorum.endImage.configs);
  }

  /**
   * Makes a decision and answers once it counts. A decision without records waits too: what it saw may not be committed yet.
   * Rejects where the decision throws, and when the metadata log has failed.
   */
  async run<Response>(
    decide: (context: DecisionContext) => Decision<Response>,
    { apiVersion, principal, nodeId = this.#configs.nodeId }: ControllerOrigin,
  ): Promise<Response> {
    const quorum = this.#quorum;
    const before = quorum.endImage;
    const { records, response } = decide({
      image: before,
      configs: this.#configs,
      nowMs: this.#clock.now(),
      random: this.#random,
      apiVersion,
      principal,
      nodeId,
    });
    if (records.length === 0) {
      await quorum.whenCurrent();
      return response;
    }
    const committed = quorum.append(records);
    if (quorum.endImage.configs !== before.configs) this.#configs.update(quorum.endImage.configs);
    await committed;
    return response;
  }

  /** The next block of producer ids (KIP-730). Rejects where the broker is not registered with this epoch. */
  async allocateProducerIds(
    brokerId: number,
    brokerEpoch: number,
  ): Promise<{ readonly firstProducerId: number; readonly count: number }> {
    const answer = await this.#own((context) =>
      decideAllocateProducerIds({ brokerId, brokerEpoch }, context),
    );
    if (answer.errorCode !== errorCode.NONE) {
      throw new RegistrationError(`no producer ids for broker ${brokerId} at epoch ${brokerEpoch}`);
    }
    return { firstProducerId: answer.producerIdStart, count: answer.producerIdLen };
  }

  /** Registers a broker, and resolves with its epoch. Rejects with RegistrationError where it is not accepted. */
  async registerBroker(announcement: BrokerAnnouncement): Promise<number> {
    const { nextOffset } = this.#quorum;
    const answer = await this.#own((context) => decideRegisterBroker(announcement, nextOffset, context));
    if (answer.errorCode !== errorCode.NONE) throw new RegistrationError(answer.errorMessage);
    return answer.brokerEpoch;
  }

  registerController(announcement: ControllerAnnouncement): Promise<void> {
    return this.#own((context) => decideRegisterController(announcement, context));
  }

  /** Brokers of one process can serve: what they alone can lead, they lead once this resolves. */
  async unfenceBrokers(
    brokerIds: readonly number[],
    cordonedDirectories: ReadonlyMap<number, readonly string[]> = new Map(),
  ): Promise<void> {
    let { isDone } = await this.#own((context) =>
      decideUnfenceBrokers(brokerIds, cordonedDirectories, context),
    );
    while (!isDone) ({ isDone } = await this.#own((context) => decideElections(brokerIds, context)));
  }

  /** The brokers of a process want to stop: they lead nothing any more once this resolves. {@link fenceBrokers} follows. */
  async beginControlledShutdown(brokerIds: readonly number[]): Promise<void> {
    for (let isDone = false; !isDone; ) {
      ({ isDone } = await this.#own((context) => decideControlledShutdown(brokerIds, context)));
    }
  }

  /** The brokers of a process are gone, as far as clients are told. */
  fenceBrokers(brokerIds: readonly number[]): Promise<void> {
    return this.#own((context) => decideFenceBrokers(brokerIds, context));
  }

  /** Replicas have all that their leader has: they join the ISR, and moves that waited for them end. */
  joinInSync(caughtUp: readonly ReplicasInSync[]): Promise<void> {
    return this.#own((context) => decideJoinInSync(caughtUp, context));
  }

  /** Where the broker has put replicas, as far as nobody had chosen. */
  assignDirectories(brokerId: number, assignments: readonly DirectoryAssignment[]): Promise<void> {
    return this.#own((context) => decideAssignDirectories(brokerId, assignments, context));
  }

  /** Directories of the broker have failed, and are not used again before it is registered anew. */
  directoriesOffline(brokerId: number, directories: readonly string[]): Promise<void> {
    return this.#own((context) => decideDirectoriesOffline(brokerId, directories, context));
  }

  get #membership(): QuorumMembership {
    const { clusterId, leaderId, leaderEpoch, directoryId, endpoints } = this.#quorum;
    const [endpoint] = endpoints;
    return {
      clusterId,
      leaderId,
      leaderEpoch,
      voters: [{ id: leaderId, directoryId }],
      controllerListener: endpoint?.name ?? "",
      leaderEndpoint: { host: endpoint?.host ?? "", port: endpoint?.port ?? -1 },
    };
  }

  #deciding<Request, Response>(
    decide: (request: Request, context: DecisionContext) => Decision<Response>,
  ): (request: Request, origin: ControllerOrigin) => Promise<Response> {
    return (request, origin) => this.run((context) => decide(request, context), origin);
  }

  #own<Response>(decide: (context: DecisionContext) => Decision<Response>): Promise<Response> {
    return this.run(decide, ownOrigin);
  }
}
