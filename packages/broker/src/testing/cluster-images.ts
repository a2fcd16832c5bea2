/** Pieces of a metadata image, for tests of what clients are told of it. */
import { type BrokerRegistration, emptyImage, type MetadataImage, type PartitionImage } from "@ottla/cluster";

/** The one log directory of every {@link broker}. */
export const directory = "AAAAAAAAAAAAAAAAAAAB_w";

/** A broker in service, with one listener and one directory. */
export function broker(id: number, change: Partial<BrokerRegistration> = {}): BrokerRegistration {
  return {
    id,
    epoch: id,
    incarnationId: `${id}`,
    listeners: [{ name: "PLAINTEXT", host: `b${id}`, port: 9092, securityProtocol: 0 }],
    features: new Map(),
    rack: null,
    isFenced: false,
    isInControlledShutdown: false,
    isMigratingZkBroker: false,
    directories: [directory],
    cordonedDirectories: null,
    recordOffset: id,
    ...change,
  };
}

/** An image of these brokers, and of nothing else. */
export function imageOf(...brokers: BrokerRegistration[]): MetadataImage {
  return {
    ...emptyImage,
    cluster: { brokers: new Map(brokers.map((each) => [each.id, each])), controllers: new Map() },
  };
}

/** A partition that all of these brokers have, led by the first. */
export function partitionOn(...replicas: number[]): PartitionImage {
  return {
    replicas,
    directories: replicas.map(() => directory),
    isr: replicas,
    removingReplicas: [],
    addingReplicas: [],
    leader: replicas[0]!,
    leaderRecoveryState: "recovered",
    leaderEpoch: 5,
    partitionEpoch: 7,
    elr: [],
    lastKnownElr: [],
  };
}
