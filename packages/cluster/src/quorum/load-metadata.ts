import { type Log, LogDirectoryError } from "@ottla/log";
import {
  batchesIn,
  CompressionError,
  ProtocolError,
  type RecordBatchView,
  RecordsError,
} from "@ottla/protocol";
import { emptyImage, MetadataDraft, MetadataFault, type MetadataImage } from "../image/index.ts";
import { type MetadataRecord, MetadataRecordError, type MetadataRecordInput } from "../records/index.ts";
import { readSnapshot, SnapshotFault } from "../snapshot/read-snapshot.ts";
import { bootstrapSnapshotId, compareSnapshotIds, type SnapshotId } from "../snapshot/snapshot-id.ts";
import type { Snapshots } from "../snapshot/snapshots.ts";
import { type QuorumRecord, quorumRecordsOf } from "./control-records.ts";
import { metadataRecordsOf } from "./metadata-batch.ts";
import { TransactionalReplay } from "./transactional-replay.ts";
import type { Voter } from "./voters.ts";

/** What a metadata log and its newest snapshot say together. */
export interface LoadedMetadata {
  readonly image: MetadataImage;
  /** Where the metadata transaction begins within which the log ends; null where it does not. */
  readonly transactionOpenSince: number | null;
  readonly kraftVersion: number;
  /** Null: no record states them, so the configuration does. */
  readonly voters: readonly Voter[] | null;
  /** Whether the voters stand in the log or in a snapshot of it, and not only in what formatting wrote. */
  readonly areVotersInLog: boolean;
  /** The voters that took part when a leader began its epoch last; null in a log without leader. */
  readonly lastElectors: readonly number[] | null;
  /** Records of a bootstrap snapshot: they belong into the log once it begins. */
  readonly bootstrap: readonly MetadataRecordInput[];
  /** Bytes of the log behind the snapshot. */
  readonly replayedBytes: number;
}

/** Others have their turn between two reads: this is some four thousand records. */
const readBytes = 256 * 1024;

/** Rejects with LogDirectoryError where they contradict themselves, are damaged, or of a later version. */
export async function loadMetadata(log: Log, snapshots: Snapshots): Promise<LoadedMetadata> {
  const loading = new Loading();
  const snapshot = snapshots.latest;
  if (snapshot !== null) await loading.takeSnapshot(snapshot, snapshots);
  let offset = Math.max(snapshot?.endOffset ?? 0, log.startOffset);
  while (offset < log.endOffset) {
    const read = await log.read(offset, readBytes, { upTo: "end", minOneBatch: true });
    if (read.kind !== "records" || read.sizeInBytes === 0) {
      throw faultAt(log.directory, offset, "cannot be read");
    }
    for (const chunk of read.chunks) {
      for (const batch of batchesIn(chunk)) loading.takeBatch(batch, log.directory, offset);
    }
    // Records keep views of what was read: the buffer is not given back.
    offset = read.nextOffset;
  }
  return loading.finish();
}

class Loading {
  readonly #bootstrap: MetadataRecordInput[] = [];
  #draft = new MetadataDraft(emptyImage);
  #replay = this.#replayInto(this.#draft);
  #position = { offset: -1, epoch: 0, timestampMs: -1 };
  #kraftVersion = 0;
  #voters: readonly Voter[] | null = null;
  #areVotersInLog = false;
  #lastElectors: readonly number[] | null = null;
  #replayedBytes = 0;

  async takeSnapshot(id: SnapshotId, snapshots: Snapshots): Promise<void> {
    const path = snapshots.path(id);
    const bytes = await snapshots.read(id);
    if (bytes === null) throw new LogDirectoryError(path, "has vanished", "Restore it.");
    const isBootstrap = compareSnapshotIds(id, bootstrapSnapshotId) === 0;
    const take = (record: MetadataRecord): void => {
      if (isBootstrap) this.#bootstrap.push(record);
      else this.#draft.apply(record, id.endOffset - 1);
    };
    try {
      const { kraftVersion, voters, lastContainedLogTimestamp } = readSnapshot(bytes, take);
      this.#kraftVersion = kraftVersion ?? 0;
      this.#voters = voters;
      this.#areVotersInLog = !isBootstrap && voters !== null;
      this.#position = { offset: id.endOffset - 1, epoch: id.epoch, timestampMs: lastContainedLogTimestamp };
    } catch (error) {
      throw explained(path, error);
    }
  }

  takeBatch(batch: RecordBatchView, path: string, fromOffset: number): void {
    // A snapshot may end within a batch of a log that other software wrote.
    const skips = (offset: number): boolean => offset < fromOffset;
    try {
      if (batch.isControl) quorumRecordsOf(batch).forEach((record) => this.#takeQuorumRecord(record));
      else {
        for (const { offset, record } of metadataRecordsOf(batch)) {
          if (!skips(offset)) this.#replay.take(record, offset);
        }
      }
    } catch (error) {
      throw explained(`${path} (offset ${batch.baseOffset})`, error);
    }
    this.#replayedBytes += batch.sizeInBytes;
    this.#position = {
      offset: batch.lastOffset,
      epoch: batch.partitionLeaderEpoch,
      timestampMs: batch.maxTimestamp,
    };
  }

  finish(): LoadedMetadata {
    return {
      image: this.#draft.finish(this.#position).image,
      transactionOpenSince: this.#replay.openSince,
      kraftVersion: this.#kraftVersion,
      voters: this.#voters,
      areVotersInLog: this.#areVotersInLog,
      lastElectors: this.#lastElectors,
      bootstrap: this.#bootstrap,
      replayedBytes: this.#replayedBytes,
    };
  }

  #replayInto(draft: MetadataDraft): TransactionalReplay {
    return new TransactionalReplay((record, offset) => draft.apply(record, offset));
  }

  #takeQuorumRecord(record: QuorumRecord): void {
    if (record.kind === "kraftVersion") this.#kraftVersion = record.kraftVersion;
    if (record.kind === "leaderChange") this.#lastElectors = record.voters;
    if (record.kind === "voters") {
      this.#voters = record.voters;
      this.#areVotersInLog = true;
    }
  }
}

/** What went wrong, with the file and what may be done. */
function explained(path: string, error: unknown): unknown {
  if (error instanceof MetadataRecordError) {
    const remedy = "Start the Apache Kafka or the Ottla that wrote it, or a later one.";
    return new LogDirectoryError(path, `holds something newer: ${error.message}`, remedy, { cause: error });
  }
  const isDamage =
    error instanceof SnapshotFault ||
    error instanceof MetadataFault ||
    error instanceof RecordsError ||
    error instanceof CompressionError ||
    error instanceof ProtocolError;
  if (!isDamage) return error;
  const fault = error instanceof SnapshotFault ? error.message : `cannot be understood: ${error.message}`;
  return new LogDirectoryError(path, fault, restore, { cause: error });
}

function faultAt(path: string, offset: number, fault: string): LogDirectoryError {
  return new LogDirectoryError(`${path} (offset ${offset})`, fault, restore);
}

const restore = "Restore the directory from a backup.";
