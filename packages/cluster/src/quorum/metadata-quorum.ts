import { describeAppendRefusal, type Log, LogDirectoryError } from "@ottla/log";
import { zeroUuid } from "@ottla/protocol";
import { type Logger, silentLogger } from "@ottla/runtime";
import { activationRecords } from "../controller/activation.ts";
import {
  imageRecords,
  type LogPosition,
  type MetadataChanges,
  MetadataDraft,
  type MetadataImage,
  metadataVersionOf,
} from "../image/index.ts";
import { hasMetadataTransactions } from "../image/record-versions.ts";
import { decodeMetadataRecord, type MetadataRecordInput } from "../records/index.ts";
import type { Snapshots } from "../snapshot/snapshots.ts";
import { snapshotBatches } from "../snapshot/write-snapshot.ts";
import { type QuorumRecord, quorumBatch } from "./control-records.ts";
import { IdleTimer } from "./idle-timer.ts";
import { type MetadataQuorumOptions, type OpenedQuorum, openQuorum } from "./open-quorum.ts";
import { packBatches } from "./pack-batches.ts";
import { Publication, type Publisher } from "./publication.ts";
import type { QuorumDescription, QuorumReplica } from "./quorum-description.ts";
import { defaultMetadataLogSettings, type MetadataLogSettings } from "./settings.ts";
import { cleanBySnapshots, SnapshotSchedule } from "./snapshot-schedule.ts";
import { TransactionalReplay } from "./transactional-replay.ts";
import { isSameVoter, supportedKraftVersions, type Voter, type VoterEndpoint } from "./voters.ts";

interface NextImage {
  readonly image: MetadataImage;
  readonly changes: MetadataChanges;
}

const noOp: MetadataRecordInput = { kind: "noOp", version: 0, value: {} };

/**
 * The metadata log, `__cluster_metadata-0`, led by its one voter: this node. What is written and synced is committed.
 *
 * Records are applied twice in time, but once in fact: {@link endImage} has them as soon as they are appended, so that
 * the next decision builds on them; {@link image} when they are committed, and that is what everybody else sees.
 */
export class MetadataQuorum {
  readonly nodeId: number;
  readonly clusterId: string;
  /** Of the directory that holds the log. */
  readonly directoryId: string;
  readonly leaderEpoch: number;
  readonly #options: MetadataQuorumOptions;
  readonly #settings: MetadataLogSettings;
  readonly #logger: Logger;
  readonly #log: Log;
  readonly #snapshots: Snapshots;
  readonly #publication: Publication;
  readonly #schedule: SnapshotSchedule;
  readonly #idle: IdleTimer;
  readonly #failureListeners: ((error: Error) => void)[] = [];
  readonly #kraftVersion: number;
  #voters: readonly Voter[];
  #endImage: MetadataImage;
  /** Where the transaction begins that an earlier leader left open. */
  #transactionOpenSince: number | null;
  #failure: Error | null = null;
  #isClosed = false;
  #snapshotting: Promise<void> | null = null;

  private constructor(options: MetadataQuorumOptions, settings: MetadataLogSettings, opened: OpenedQuorum) {
    const { loaded } = opened;
    this.nodeId = options.nodeId;
    this.clusterId = options.clusterId;
    this.directoryId = opened.directoryId;
    this.leaderEpoch = opened.leaderEpoch;
    this.#options = options;
    this.#settings = settings;
    this.#logger = options.logger ?? silentLogger;
    this.#log = opened.log;
    this.#snapshots = opened.snapshots;
    this.#kraftVersion = loaded.kraftVersion;
    this.#voters = loaded.voters ?? [];
    this.#endImage = loaded.image;
    this.#transactionOpenSince = loaded.transactionOpenSince;
    this.#publication = new Publication(loaded.image, {
      onPublished: () => this.#maybeSnapshot(),
      onFailure: (error) => this.#fail(error),
    });
    this.#schedule = new SnapshotSchedule(options.clock, settings, loaded.replayedBytes);
    this.#idle = new IdleTimer(options.clock, settings.maxIdleIntervalMs, () => {
      // A failure has its own way out.
      this.append([noOp]).catch(() => undefined);
    });
  }

  /**
   * Opens the log, begins a new epoch, and writes what its leader writes first; in a new cluster, also what that begins
   * with. Rejects with LogDirectoryError where the directory cannot be led by this node, or by this version of Ottla.
   */
  static async open(options: MetadataQuorumOptions): Promise<MetadataQuorum> {
    const settings = { ...defaultMetadataLogSettings, ...options.settings };
    let quorum: MetadataQuorum | null = null;
    const opened = await openQuorum(options, settings, {
      saveCheckpoints: async () => {},
      onFailure: (error) => {
        // Before there is a quorum, whoever opens it sees the failure.
        if (quorum !== null) quorum.#fail(error);
      },
    });
    quorum = new MetadataQuorum(options, settings, opened);
    try {
      await quorum.#beginEpoch(opened);
    } catch (error) {
      // What it died of says more than how it was buried.
      await quorum.close().catch(() => undefined);
      throw error;
    }
    return quorum;
  }

  get logStartOffset(): number {
    return this.#log.startOffset;
  }

  /** The end of what is written. */
  get endOffset(): number {
    return this.#log.endOffset;
  }

  /** The offset that the next record gets. */
  get nextOffset(): number {
    return this.#log.nextOffset;
  }

  get highWatermark(): number {
    return this.#log.highWatermark;
  }

  /** There is nobody else who could lead. */
  get leaderId(): number {
    return this.nodeId;
  }

  /** How this node is reached as a controller. */
  get endpoints(): readonly VoterEndpoint[] {
    return this.#options.controllerEndpoints;
  }

  /** The level of `kraft.version`, which stands in no image. */
  get kraftVersion(): number {
    return this.#kraftVersion;
  }

  /** The last image that is committed. */
  get image(): MetadataImage {
    return this.#publication.image;
  }

  /** The image at the end of the log, with all that is decided, be it committed or not. For decisions only. */
  get endImage(): MetadataImage {
    return this.#endImage;
  }

  /** Null while the quorum works. */
  get failure(): Error | null {
    return this.#failure;
  }

  /**
   * Calls `publisher` with every image from the next on. Publishers are called in the order of their subscription, one at a
   * time; what they throw ends the quorum.
   */
  subscribe(publisher: Publisher): void {
    this.#publication.subscribe(publisher);
  }

  /** Calls back once when the quorum cannot go on: then the node must end. */
  onFailure(listener: (error: Error) => void): void {
    if (this.#failure === null) this.#failureListeners.push(listener);
    else listener(this.#failure);
  }

  /**
   * Appends records: all of them are in the log or none is. Resolves when they are committed and published. Rejects with
   * MetadataFault, and appends nothing, where they contradict what is there; with the failure, where the disk fails.
   */
  append(records: readonly MetadataRecordInput[]): Promise<LogPosition> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#isClosed) return Promise.reject(new Error("the metadata log is closed"));
    return this.#append(records);
  }

  /** Resolves when everything that was appended so far is committed and published. */
  async whenCurrent(): Promise<void> {
    await this.#publication.whenCurrent();
  }

  /** What DescribeQuorum tells. */
  describe(): QuorumDescription {
    const nowMs = this.#options.clock.now();
    const self: QuorumReplica = {
      replicaId: this.nodeId,
      replicaDirectoryId: this.#kraftVersion === 0 ? zeroUuid : this.directoryId,
      logEndOffset: this.endOffset,
      lastFetchTimestamp: nowMs,
      lastCaughtUpTimestamp: nowMs,
    };
    return {
      leaderId: this.leaderId,
      leaderEpoch: this.leaderEpoch,
      highWatermark: this.highWatermark,
      voters: [self],
      observers: [],
      nodes: [{ nodeId: this.nodeId, listeners: [...this.#options.controllerEndpoints] }],
    };
  }

  /** Publishes what is on its way, and closes the log in order. The directory's lock is its owner's to give back. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#idle.stop();
    await this.#publication.whenIdle();
    await this.#snapshotting;
    this.#snapshots.close();
    await this.#log.close({ isClean: this.#failure === null });
  }

  async #beginEpoch({ loaded, bootstrap }: OpenedQuorum): Promise<void> {
    const { nodeId, leaderEpoch } = this;
    const records: QuorumRecord[] = [{ kind: "leaderChange", leaderId: nodeId, voters: [nodeId] }];
    if (loaded.kraftVersion > 0) {
      const self: Voter = {
        id: nodeId,
        directoryId: this.directoryId,
        endpoints: this.#options.controllerEndpoints,
        kraftVersions: supportedKraftVersions,
      };
      const [known] = this.#voters;
      if (!loaded.areVotersInLog || known === undefined || !isSameVoter(known, self)) {
        this.#voters = [self];
        records.push({ kind: "kraftVersion", kraftVersion: loaded.kraftVersion });
        records.push({ kind: "voters", voters: this.#voters });
      }
    }
    this.#log.beginLeaderEpoch(leaderEpoch);
    const timestampMs = this.#options.clock.now();
    const position = { offset: this.nextOffset + records.length - 1, epoch: leaderEpoch, timestampMs };
    const batch = quorumBatch(records, { leaderEpoch, timestampMs });
    await this.#write(batch, new MetadataDraft(this.#endImage).finish(position));

    const activation = activationRecords({
      metadataVersion: this.#endImage.features.metadataVersion,
      isTransactionOpen: this.#transactionOpenSince !== null,
      bootstrap,
      minInsyncReplicas: this.#options.minInsyncReplicas ?? 1,
    });
    if (activation.length > 0) await this.#append(activation);
    this.#logger.info(
      { leaderEpoch, startOffset: this.logStartOffset, endOffset: this.endOffset },
      "the metadata log is open, and this node leads it",
    );
  }

  #append(records: readonly MetadataRecordInput[]): Promise<LogPosition> {
    const { leaderEpoch, nextOffset: baseOffset } = this;
    const timestampMs = this.#options.clock.now();
    const draft = new MetadataDraft(this.#endImage);
    // What will be read at the next start is what counts, so it is what is applied.
    const replay = new TransactionalReplay(
      (record, offset) => draft.apply(record, offset),
      this.#transactionOpenSince,
    );
    try {
      const { frames, batches } = packBatches(records, {
        baseOffset,
        leaderEpoch,
        timestampMs,
        hasTransactions: hasMetadataTransactions(metadataVersionOf(this.#endImage)),
      });
      for (const [index, frame] of frames.entries()) {
        replay.take(decodeMetadataRecord(frame), baseOffset + index);
      }
      const offset = baseOffset + frames.length - 1;
      const next = draft.finish({ offset, epoch: leaderEpoch, timestampMs });
      this.#transactionOpenSince = null;
      return this.#write(batches.length === 1 ? batches[0]! : Buffer.concat(batches), next);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #write(batches: Buffer, { image, changes }: NextImage): Promise<LogPosition> {
    this.#idle.touch();
    const appended = this.#log.append(batches, { origin: "coordinator", leaderEpoch: this.leaderEpoch });
    if (appended.kind !== "appended") {
      const error = new LogDirectoryError(
        this.#log.directory,
        `cannot be written: ${describeAppendRefusal(appended)}`,
        "Without it the cluster cannot be changed: mend the disk and start again.",
      );
      this.#fail(error);
      throw error;
    }
    this.#endImage = image;
    this.#schedule.count(batches.length);
    return this.#publication.announce(image, changes, appended.written);
  }

  #maybeSnapshot(): void {
    if (this.#isClosed || this.#snapshotting !== null || !this.#schedule.take()) return;
    const work = this.#snapshot(this.image).catch((error: unknown) => {
      // The log still has everything: the next one may succeed.
      this.#logger.error({ error, path: this.#log.directory }, "a metadata snapshot could not be written");
    });
    this.#snapshotting = work.finally(() => {
      this.#snapshotting = null;
    });
  }

  async #snapshot(image: MetadataImage): Promise<void> {
    const { clock } = this.#options;
    const id = { endOffset: image.offset + 1, epoch: image.epoch };
    const content = {
      epoch: image.epoch,
      lastContainedLogTimestamp: image.timestampMs,
      voters: this.#kraftVersion === 0 ? null : { kraftVersion: this.#kraftVersion, voters: this.#voters },
      records: imageRecords(image),
    };
    await this.#snapshots.save(
      id,
      snapshotBatches(content, () => clock.now()),
    );
    await cleanBySnapshots(this.#log, this.#snapshots, this.#settings, clock.now());
    this.#logger.info({ ...id, logStartOffset: this.logStartOffset }, "a metadata snapshot was written");
  }

  #fail(error: Error): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#idle.stop();
    this.#publication.fail(error);
    this.#logger.error({ error, path: this.#log.directory }, "the metadata log cannot go on");
    for (const listener of this.#failureListeners.splice(0)) listener(error);
  }
}
