/** A small cluster to decide about, for tests: requests come in, records are applied, images go on. */

import type { Random } from "@ottla/runtime";
import { EffectiveConfigs } from "../../config/index.ts";
import type { Decision, DecisionContext } from "../../controller/decision.ts";
import { emptyImage, MetadataDraft, type MetadataImage } from "../../image/index.ts";
import { decodeMetadataRecord, encodeMetadataRecord } from "../../records/frame.ts";
import type { MetadataRecordInput } from "../../records/index.ts";

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
}

/** Levels that Apache Kafka 4.3 finalizes in a new directory. */
const kafkaFeatures = {
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
    };
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

function registration({ id, rack, isFenced = false, directories }: BrokerOptions): MetadataRecordInput {
  return {
    kind: "registerBroker",
    version: 4,
    value: {
      brokerId: id,
      incarnationId: directoryOf(id),
      brokerEpoch: 100 + id,
      endPoints: [{ name: "PLAINTEXT", host: "localhost", port: 9092, securityProtocol: 0 }],
      features: [],
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
