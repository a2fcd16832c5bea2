import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import {
  type BrokerRegistration,
  type FeatureRange,
  featureList,
  featureRanges,
  type NodeListener,
  registerBrokerRecordOf,
  registrationOf,
} from "./broker-registration.ts";
import { DraftMap } from "./draft-map.ts";
import { MetadataFault } from "./metadata-fault.ts";
import { hasControllerRegistration, registerBrokerRecordVersion } from "./record-versions.ts";

/** A controller as it announced itself (KIP-919). */
export interface ControllerRegistration {
  readonly id: number;
  readonly incarnationId: string;
  readonly isZkMigrationReady: boolean;
  readonly listeners: readonly NodeListener[];
  readonly features: ReadonlyMap<string, FeatureRange>;
}

/** The nodes. */
export interface ClusterImage {
  readonly brokers: ReadonlyMap<number, BrokerRegistration>;
  readonly controllers: ReadonlyMap<number, ControllerRegistration>;
}

export const noNodes: ClusterImage = { brokers: new Map(), controllers: new Map() };

export class ClusterDraft {
  readonly #brokers: DraftMap<number, BrokerRegistration>;
  readonly #controllers: DraftMap<number, ControllerRegistration>;
  /** Ids of brokers that were announced, changed or forgotten. */
  readonly changedBrokers = new Set<number>();

  constructor(before: ClusterImage) {
    this.#brokers = new DraftMap(before.brokers);
    this.#controllers = new DraftMap(before.controllers);
  }

  get isChanged(): boolean {
    return this.#brokers.isChanged || this.#controllers.isChanged;
  }

  registerBroker(record: RecordValue<"registerBroker">, offset: number): void {
    this.#put(registrationOf(record, offset));
  }

  unregisterBroker({ brokerId, brokerEpoch }: RecordValue<"unregisterBroker">): void {
    this.#known(brokerId, brokerEpoch);
    this.#brokers.delete(brokerId);
    this.changedBrokers.add(brokerId);
  }

  fence({ id, epoch }: RecordValue<"fenceBroker">): void {
    this.#put({ ...this.#known(id, epoch), isFenced: true });
  }

  unfence({ id, epoch }: RecordValue<"unfenceBroker">): void {
    this.#put({ ...this.#known(id, epoch), isFenced: false });
  }

  changeRegistration(record: RecordValue<"brokerRegistrationChange">): void {
    const broker = this.#known(record.brokerId, record.brokerEpoch);
    this.#put({
      ...broker,
      isFenced: flag(record.fenced) ?? broker.isFenced,
      isInControlledShutdown: flag(record.inControlledShutdown) ?? broker.isInControlledShutdown,
      directories: record.logDirs.length > 0 ? record.logDirs : broker.directories,
      cordonedDirectories: record.cordonedLogDirs ?? broker.cordonedDirectories,
    });
  }

  registerController(record: RecordValue<"registerController">): void {
    this.#controllers.set(record.controllerId, {
      id: record.controllerId,
      incarnationId: record.incarnationId,
      isZkMigrationReady: record.zkMigrationReady,
      listeners: record.endPoints,
      features: featureRanges(record.features),
    });
  }

  finish(): ClusterImage {
    return { brokers: this.#brokers.finish(), controllers: this.#controllers.finish() };
  }

  #put(broker: BrokerRegistration): void {
    this.#brokers.set(broker.id, broker);
    this.changedBrokers.add(broker.id);
  }

  #known(id: number, epoch: number): BrokerRegistration {
    const broker = this.#brokers.get(id);
    if (broker === undefined)
      throw new MetadataFault(`a record is about broker ${id}, which is not registered`);
    if (broker.epoch !== epoch) {
      throw new MetadataFault(
        `a record is about broker ${id} at epoch ${epoch}, which is at epoch ${broker.epoch}`,
      );
    }
    return broker;
  }
}

export function* clusterRecords(
  cluster: ClusterImage,
  metadataVersion: number,
): Generator<MetadataRecordInput> {
  for (const broker of cluster.brokers.values()) {
    yield registerBrokerRecordOf(broker, registerBrokerRecordVersion(metadataVersion));
  }
  if (!hasControllerRegistration(metadataVersion)) return;
  for (const controller of cluster.controllers.values()) {
    yield {
      kind: "registerController",
      version: 0,
      value: {
        controllerId: controller.id,
        incarnationId: controller.incarnationId,
        zkMigrationReady: controller.isZkMigrationReady,
        endPoints: controller.listeners.map((listener) => ({ ...listener })),
        features: featureList(controller.features),
      },
    };
  }
}

/** 1: it is so now, -1: no longer, 0: as before. */
function flag(code: number): boolean | null {
  if (code === 0) return null;
  if (code === 1 || code === -1) return code === 1;
  throw new MetadataFault(`${code} is no change of a broker's registration`);
}
