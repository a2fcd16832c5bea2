/** A small cluster to decide about, for tests: requests come in, records are applied, images go on. */

import type { Random } from "@ottla/runtime";
import { EffectiveConfigs } from "../../config/index.ts";
import type { Decision, DecisionContext } from "../../controller/decision.ts";
import {
  configResourceTypes,
  emptyImage,
  MetadataDraft,
  type MetadataImage,
  type PartitionImage,
} from "../../image/index.ts";
import { decodeMetadataRecord, encodeMetadataRecord } from "../../records/frame.ts";
import type { MetadataRecordInput } from "../../records/index.ts";
import { decideCreateTopics } from "../19-create-topics.ts";

export interface WorldOptions {
  /** The settings file. */
  readonly given?: Readonly<Record<string, string>>;
  readonly brokers?: readonly BrokerOptions[];
  readonly features?: Readonly<Record<string, number>>;
}

export interface BrokerOptions {
  readonly id: number;
  readonly rack?: string;
  readonly isFenced?: boolean;
  readonly directories?: readonly string[];
  readonly features?: readonly (readonly [string, { readonly min: number; readonly max: number }])[];
}

/** Levels that Apache Kafka 4.3 finalizes in a new directory. */
export const kafkaFeatures = {
  "metadata.version": 30,
  "eligible.leader.replicas.version": 1,
  "group.version": 1,
};

export class World {
  image: MetadataImage = emptyImage;
  readonly configs: EffectiveConfigs;
  readonly #random = countingRandom();

  constructor({ given = {}, brokers = [{ id: 1 }], features = kafkaFeatures }: WorldOptions = {}) {
    this.configs = new EffectiveConfigs({
      nodeId: 1,
      given: new Map(Object.entries({ ...settings, ...given })),
    });
    this.apply([
      ...Object.entries(features).map(([name, featureLevel]) => featureRecord(name, featureLevel)),
      ...brokers.map(registration),
    ]);
  }

  /** Decides, and applies what was decided. */
  run<Request, Response>(
    decide: (request: Request, context: DecisionContext) => Decision<Response>,
    request: Request,
    apiVersion = 99,
  ): Decision<Response> {
    const decision = decide(request, this.context(apiVersion));
    this.apply(decision.records);
    return decision;
  }

  context(apiVersion = 99): DecisionContext {
    return {
      image: this.image,
      configs: this.configs,
      nowMs: 1_700_000_000_000,
      random: this.#random,
      apiVersion,
      principal: "User:ANONYMOUS",
      nodeId: 1,
    };
  }

  /** Makes a topic of one partition on broker 1, or of those that are given by their replicas; answers its id. */
  createTopic(name: string, assignments: readonly (readonly number[])[] = [[1]]): string {
    const topic = {
      name,
      numPartitions: -1,
      replicationFactor: -1,
      assignments: assignments.map((brokerIds, partitionIndex) => ({
        partitionIndex,
        brokerIds: [...brokerIds],
      })),
      configs: [],
    };
    const request = { topics: [topic], timeoutMs: 1, validateOnly: false };
    const [result] = this.run(decideCreateTopics, request).response.topics;
    if (result?.topicId === undefined || result.errorCode !== 0) throw new Error(JSON.stringify(result));
    return result.topicId;
  }

  /** A partition of a topic that is there. */
  partition(topic: string, partitionId = 0): PartitionImage {
    return this.image.topics.byName.get(topic)!.partitions[partitionId]!;
  }

  /** Sets and, where the value is null, removes settings, whoever may do that. */
  set(
    type: keyof typeof configResourceTypes,
    name: string,
    values: Readonly<Record<string, string | null>>,
  ): void {
    this.apply(
      Object.entries(values).map(([key, value]) => ({
        kind: "config",
        version: 0,
        value: { resourceType: configResourceTypes[type], resourceName: name, name: key, value },
      })),
    );
  }

  settings(type: keyof typeof configResourceTypes, name: string): ReadonlyMap<string, string> {
    return this.image.configs.of(configResourceTypes[type], name);
  }

  /** Broker `id` is no longer heard of. */
  fence(id: number): void {
    const brokerEpoch = this.image.cluster.brokers.get(id)!.epoch;
    this.apply([
      { kind: "brokerRegistrationChange", version: 3, value: { brokerId: id, brokerEpoch, fenced: 1 } },
    ]);
  }

  /** Records go through their bytes: what could not be written fails here. */
  apply(records: readonly MetadataRecordInput[]): void {
    const draft = new MetadataDraft(this.image);
    let { offset } = this.image;
    for (const record of records) draft.apply(decodeMetadataRecord(encodeMetadataRecord(record)), ++offset);
    this.image = draft.finish({ offset, epoch: 1, timestampMs: 0 }).image;
    this.configs.update(this.image.configs);
  }
}

/** A node that could start. */
const settings = {
  "node.id": "1",
  "process.roles": "broker,controller",
  listeners: "PLAINTEXT://:9092,CONTROLLER://:9093",
  "advertised.listeners": "PLAINTEXT://localhost:9092",
  "controller.listener.names": "CONTROLLER",
  "controller.quorum.bootstrap.servers": "localhost:9093",
  "num.partitions": "2",
};

/** A directory for each broker: its id ends with the broker's. */
export function directoryOf(brokerId: number): string {
  return Buffer.from([...Buffer.alloc(15, 7), brokerId]).toString("base64url");
}

function registration({
  id,
  rack,
  isFenced = false,
  directories,
  features = [],
}: BrokerOptions): MetadataRecordInput {
  return {
    kind: "registerBroker",
    version: 4,
    value: {
      brokerId: id,
      incarnationId: directoryOf(id),
      brokerEpoch: 100 + id,
      endPoints: [{ name: "PLAINTEXT", host: "localhost", port: 9092, securityProtocol: 0 }],
      features: features.map(([name, { min, max }]) => ({
        name,
        minSupportedVersion: min,
        maxSupportedVersion: max,
      })),
      rack: rack ?? null,
      fenced: isFenced,
      logDirs: [...(directories ?? [directoryOf(id)])],
    },
  };
}

function featureRecord(name: string, featureLevel: number): MetadataRecordInput {
  return { kind: "featureLevel", version: 0, value: { name, featureLevel } };
}

/** Chance that is the same in every run. */
function countingRandom(): Random {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  return {
    uint32: next,
    bytes: (count) => Uint8Array.from({ length: count }, () => next() >>> 24),
  };
}
