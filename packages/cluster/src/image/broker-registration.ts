import type { MetadataRecordInput, RecordValue } from "../records/index.ts";

/** A broker as it announced itself. */
export interface BrokerRegistration {
  readonly id: number;
  /** The offset of the record that announced this incarnation. */
  readonly epoch: number;
  /** Another one with each start of the process. */
  readonly incarnationId: string;
  readonly listeners: readonly NodeListener[];
  readonly features: ReadonlyMap<string, FeatureRange>;
  readonly rack: string | null;
  /** A fenced broker leads nothing, and clients do not hear of it. */
  readonly isFenced: boolean;
  readonly isInControlledShutdown: boolean;
  readonly isMigratingZkBroker: boolean;
  /** Ids of the log directories that are online. */
  readonly directories: readonly string[];
  /** Those that take no new replicas (KIP-1066). Null: the broker has not said. */
  readonly cordonedDirectories: readonly string[] | null;
  /** The offset of the record, which is later than the epoch where an incarnation announced itself again. */
  readonly recordOffset: number;
}

export interface NodeListener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** 0: PLAINTEXT, 1: SSL, 2: SASL_PLAINTEXT, 3: SASL_SSL. */
  readonly securityProtocol: number;
}

export interface FeatureRange {
  readonly min: number;
  readonly max: number;
}

export function registrationOf(record: RecordValue<"registerBroker">, offset: number): BrokerRegistration {
  return {
    id: record.brokerId,
    epoch: record.brokerEpoch,
    incarnationId: record.incarnationId,
    listeners: record.endPoints,
    features: featureRanges(record.features),
    rack: record.rack,
    isFenced: record.fenced,
    isInControlledShutdown: record.inControlledShutdown,
    isMigratingZkBroker: record.isMigratingZkBroker,
    directories: record.logDirs,
    cordonedDirectories: record.cordonedLogDirs,
    recordOffset: offset,
  };
}

export function registerBrokerRecordOf(broker: BrokerRegistration, version: number): MetadataRecordInput {
  return {
    kind: "registerBroker",
    version,
    value: {
      brokerId: broker.id,
      ...(version >= 2 ? { isMigratingZkBroker: broker.isMigratingZkBroker } : {}),
      incarnationId: broker.incarnationId,
      brokerEpoch: broker.epoch,
      endPoints: broker.listeners.map((listener) => ({ ...listener })),
      features: featureList(broker.features),
      rack: broker.rack,
      fenced: broker.isFenced,
      ...(version >= 1 ? { inControlledShutdown: broker.isInControlledShutdown } : {}),
      ...(version >= 3 ? { logDirs: [...broker.directories] } : {}),
      ...(version >= 4 && broker.cordonedDirectories !== null
        ? { cordonedLogDirs: [...broker.cordonedDirectories] }
        : {}),
    },
  };
}

export function featureRanges(
  features: readonly { name: string; minSupportedVersion: number; maxSupportedVersion: number }[],
): ReadonlyMap<string, FeatureRange> {
  return new Map(
    features.map(({ name, minSupportedVersion, maxSupportedVersion }) => [
      name,
      { min: minSupportedVersion, max: maxSupportedVersion },
    ]),
  );
}

export function featureList(features: ReadonlyMap<string, FeatureRange>): {
  name: string;
  minSupportedVersion: number;
  maxSupportedVersion: number;
}[] {
  return [...features].map(([name, { min, max }]) => ({
    name,
    minSupportedVersion: min,
    maxSupportedVersion: max,
  }));
}

/** Neither fenced nor on its way out: fit to lead. */
export function isActive(broker: BrokerRegistration | undefined): boolean {
  return broker !== undefined && !broker.isFenced && !broker.isInControlledShutdown;
}
