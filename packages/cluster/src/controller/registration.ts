import { errorCode } from "@ottla/protocol";
import { supportedFeatures } from "../features/features.ts";
import { featureList, registerBrokerRecordOf } from "../image/broker-registration.ts";
import {
  type BrokerRegistration,
  type FeatureRange,
  isElrEnabled,
  isReservedDirectoryId,
  metadataVersionOf,
  type NodeListener,
  noLeader,
} from "../image/index.ts";
import {
  hasControllerRegistration,
  hasCordonedDirectories,
  registerBrokerRecordVersion,
} from "../image/record-versions.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import { leadershipChanges } from "./leadership.ts";
import { sortedDirectoryIds } from "./sorted-directory-ids.ts";

/** What a broker says of itself when it starts (KIP-631). */
export interface BrokerAnnouncement {
  readonly brokerId: number;
  /** Another one with each start of the process. */
  readonly incarnationId: string;
  /** Where clients and brokers reach it. */
  readonly listeners: readonly NodeListener[];
  readonly rack: string | null;
  /** Ids of the log directories that work. */
  readonly directories: readonly string[];
  /** Broker epoch of the last stop if it was in order, else null or -1: replicas are then known to be whole (KIP-966). */
  readonly previousBrokerEpoch: number | null;
  /** Other brokers of the same process: whatever became of this one at its last stop became of them. */
  readonly companions?: readonly number[];
  /** Levels that it can live with; what Ottla can, if not given. */
  readonly features?: ReadonlyMap<string, FeatureRange>;
}

/** What a controller says of itself when it starts (KIP-919). */
export interface ControllerAnnouncement {
  readonly controllerId: number;
  readonly incarnationId: string;
  readonly listeners: readonly NodeListener[];
  readonly features?: ReadonlyMap<string, FeatureRange>;
}

export interface RegistrationAnswer {
  readonly errorCode: number;
  /** What is wrong, in words; empty where nothing is. */
  readonly errorMessage: string;
  /** Of the incarnation; -1 where it was refused. */
  readonly brokerEpoch: number;
}

/**
 * A broker is here (again). A new incarnation gets the next offset as its epoch, and is fenced until it says that it can
 * serve; what the one before led, nobody leads then. The same incarnation may amend what it said.
 */
export function decideRegisterBroker(
  announcement: BrokerAnnouncement,
  nextOffset: number,
  context: DecisionContext,
): Decision<RegistrationAnswer> {
  const { image } = context;
  const refusal = directoriesRefusal(announcement, context) ?? featuresRefusal(announcement, context);
  if (refusal !== null) return { records: [], response: refusal };

  const { brokerId, incarnationId, previousBrokerEpoch, companions = [] } = announcement;
  const existing = image.cluster.brokers.get(brokerId);
  const isAmendment = existing?.incarnationId === incarnationId;
  const records: MetadataRecordInput[] = [];
  if (!isAmendment) {
    const isClean = existing !== undefined && existing.epoch === previousBrokerEpoch;
    const stopped = [brokerId, ...companions];
    if (isElrEnabled(image) && !isClean) {
      records.push(
        ...leadershipChanges(
          context,
          { unclean: stopped },
          ({ isr, elr }) => includesAny(isr, stopped) || includesAny(elr, stopped),
        ),
      );
    } else {
      records.push(
        ...leadershipChanges(context, { leaving: stopped }, ({ isr }) => includesAny(isr, stopped)),
      );
    }
  }
  const brokerEpoch = isAmendment ? existing.epoch : nextOffset;
  const registration: BrokerRegistration = {
    id: brokerId,
    epoch: brokerEpoch,
    incarnationId,
    listeners: announcement.listeners,
    features: announcement.features ?? supportedFeatures,
    rack: announcement.rack,
    isFenced: isAmendment ? existing.isFenced : true,
    isInControlledShutdown: isAmendment && existing.isInControlledShutdown,
    isMigratingZkBroker: false,
    directories: sortedDirectoryIds(announcement.directories),
    cordonedDirectories: null,
    recordOffset: nextOffset + records.length,
  };
  records.push(registerBrokerRecordOf(registration, registerBrokerRecordVersion(metadataVersionOf(image))));
  return { records, response: { errorCode: errorCode.NONE, errorMessage: "", brokerEpoch } };
}

/** Whether a decision was all, or is to be made again for the partitions that are left. */
export interface Progress {
  readonly isDone: boolean;
}

/** So many partitions change with one decision, where it may be several: each holds up the event loop. */
const mostChanges = 1000;

/** Brokers of one process can serve: they are unfenced, and lead what only they can lead. {@link decideElections} goes on. */
export function decideUnfenceBrokers(
  brokerIds: readonly number[],
  /** By broker; none, where it is not there. */
  cordonedDirectories: ReadonlyMap<number, readonly string[]>,
  context: DecisionContext,
): Decision<Progress> {
  const brokers = registered(brokerIds, context);
  const fenced = brokers.filter(({ isFenced }) => isFenced);
  const records: MetadataRecordInput[] = fenced.map((broker) =>
    registrationChange(broker, 0, { fenced: -1 }),
  );
  const response = fenced.length > 0 ? electWaiting(records, fenced, context) : { isDone: true };
  if (!hasCordonedDirectories(metadataVersionOf(context.image))) return { records, response };
  for (const broker of brokers) {
    const cordoned = cordonedDirectories.get(broker.id) ?? [];
    if (isNewlyCordoned(broker, cordoned)) {
      records.push(registrationChange(broker, 3, { cordonedLogDirs: [...cordoned] }));
    }
  }
  return { records, response };
}

/** Brokers that were unfenced lead what nobody leads, and they can. */
export function decideElections(brokerIds: readonly number[], context: DecisionContext): Decision<Progress> {
  const records: MetadataRecordInput[] = [];
  const response = electWaiting(records, registered(brokerIds, context), context);
  return { records, response };
}

function electWaiting(
  records: MetadataRecordInput[],
  brokers: readonly BrokerRegistration[],
  context: DecisionContext,
): Progress {
  const coming = brokers.map(({ id }) => id);
  return change(
    records,
    leadershipChanges(context, { coming }, ({ leader }) => leader === noLeader),
  );
}

/** Adds as many changes to the records as one decision makes. */
function change(records: MetadataRecordInput[], changes: Iterable<MetadataRecordInput>): Progress {
  const end = records.length + mostChanges;
  for (const each of changes) {
    if (records.length === end) return { isDone: false };
    records.push(each);
  }
  return { isDone: true };
}

/**
 * Brokers of one process want to stop: others lead from here on, or nobody does. Until they are fenced, they may still be
 * asked.
 */
export function decideControlledShutdown(
  brokerIds: readonly number[],
  context: DecisionContext,
): Decision<Progress> {
  const brokers = registered(brokerIds, context).filter(({ isFenced }) => !isFenced);
  const leaving = brokers.map(({ id }) => id);
  // Brokers that lead nothing may go at once: being fenced says all there is to say.
  if (!leadAnything(context, leaving)) return { records: [], response: { isDone: true } };
  const records = brokers
    .filter(({ isInControlledShutdown }) => !isInControlledShutdown)
    .map((broker) => registrationChange(broker, 1, { inControlledShutdown: 1 }));
  const response = change(
    records,
    leadershipChanges(context, { leaving }, ({ isr }) => includesAny(isr, leaving)),
  );
  return { records, response };
}

/** Brokers of one process are gone, or about to be. */
export function decideFenceBrokers(brokerIds: readonly number[], context: DecisionContext): Decision<void> {
  const brokers = registered(brokerIds, context).filter(({ isFenced }) => !isFenced);
  const leaving = brokers.map(({ id }) => id);
  const records = [
    ...leadershipChanges(context, { leaving }, ({ isr }) => includesAny(isr, leaving)),
    ...brokers.map((broker) => registrationChange(broker, 0, { fenced: 1 })),
  ];
  return { records, response: undefined };
}

/** Log directories of a broker have failed: replicas in them lead nothing any more (KIP-858). */
export function decideDirectoriesOffline(
  brokerId: number,
  offline: readonly string[],
  context: DecisionContext,
): Decision<void> {
  const broker = context.image.cluster.brokers.get(brokerId);
  const failed = broker?.directories.filter((directory) => offline.includes(directory)) ?? [];
  if (broker === undefined || failed.length === 0) return { records: [], response: undefined };
  const isIn = (partition: { replicas: readonly number[]; directories: readonly string[] }): boolean =>
    failed.includes(partition.directories[partition.replicas.indexOf(brokerId)] ?? "");
  const logDirs = broker.directories.filter((directory) => !failed.includes(directory));
  const records = [
    ...leadershipChanges(context, { leaving: [brokerId] }, isIn),
    registrationChange(broker, 2, { logDirs }),
  ];
  return { records, response: undefined };
}

/** A controller is here (again). */
export function decideRegisterController(
  { controllerId, incarnationId, listeners, features = supportedFeatures }: ControllerAnnouncement,
  { image }: DecisionContext,
): Decision<void> {
  if (!hasControllerRegistration(metadataVersionOf(image))) return { records: [], response: undefined };
  const value = {
    controllerId,
    incarnationId,
    zkMigrationReady: false,
    endPoints: listeners.map((listener) => ({ ...listener })),
    features: featureList(features),
  };
  return { records: [{ kind: "registerController", version: 0, value }], response: undefined };
}

function registrationChange(
  { id: brokerId, epoch: brokerEpoch }: BrokerRegistration,
  version: number,
  change: { fenced?: number; inControlledShutdown?: number; logDirs?: string[]; cordonedLogDirs?: string[] },
): MetadataRecordInput {
  const { fenced = 0, inControlledShutdown = 0, logDirs = [], cordonedLogDirs } = change;
  return {
    kind: "brokerRegistrationChange",
    version,
    value: {
      brokerId,
      brokerEpoch,
      fenced,
      ...(version >= 1 ? { inControlledShutdown } : {}),
      ...(version >= 2 ? { logDirs } : {}),
      ...(cordonedLogDirs === undefined ? {} : { cordonedLogDirs }),
    },
  };
}

function leadAnything({ image }: DecisionContext, brokerIds: readonly number[]): boolean {
  for (const { partitions } of image.topics.byId.values()) {
    if (partitions.some(({ leader }) => brokerIds.includes(leader))) return true;
  }
  return false;
}

function registered(brokerIds: readonly number[], { image }: DecisionContext): BrokerRegistration[] {
  return brokerIds.flatMap((brokerId) => image.cluster.brokers.get(brokerId) ?? []);
}

function includesAny(replicas: readonly number[], brokerIds: readonly number[]): boolean {
  return brokerIds.some((brokerId) => replicas.includes(brokerId));
}

function isNewlyCordoned({ cordonedDirectories }: BrokerRegistration, next: readonly string[]): boolean {
  if (cordonedDirectories === null) return true;
  return cordonedDirectories.length !== next.length || cordonedDirectories.some((id) => !next.includes(id));
}

function directoriesRefusal(
  { brokerId, directories }: BrokerAnnouncement,
  { image }: DecisionContext,
): RegistrationAnswer | null {
  if (directories.length === 0) return invalid("No directories specified in request");
  if (directories.some(isReservedDirectoryId)) return invalid("Reserved directory ID in request");
  if (new Set(directories).size < directories.length) return invalid("Duplicate directory ID in request");
  for (const other of image.cluster.brokers.values()) {
    const shared =
      other.id === brokerId ? undefined : other.directories.find((id) => directories.includes(id));
    if (shared !== undefined)
      return invalid(`Broker ${other.id} is already registered with directory ${shared}`);
  }
  return null;
}

function invalid(errorMessage: string): RegistrationAnswer {
  return { errorCode: errorCode.INVALID_REGISTRATION, errorMessage, brokerEpoch: -1 };
}

/** Every level that the cluster has agreed on must be among those that the broker can live with. */
function featuresRefusal(
  { features = supportedFeatures }: BrokerAnnouncement,
  { image }: DecisionContext,
): RegistrationAnswer | null {
  const finalized = new Map(image.features.finalized).set("metadata.version", metadataVersionOf(image));
  for (const [name, level] of finalized) {
    const { min, max } = features.get(name) ?? { min: 0, max: 0 };
    if (level >= min && level <= max) continue;
    const errorMessage = `Unable to register because the broker does not support finalized version ${level} of ${name}. The broker wants a version between ${min} and ${max}, inclusive.`;
    return { errorCode: errorCode.UNSUPPORTED_VERSION, errorMessage, brokerEpoch: -1 };
  }
  return null;
}
