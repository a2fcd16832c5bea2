import { checkBatch, describeBatchFault, RecordBatchView } from "@ottla/protocol";
import { type QuorumRecord, quorumRecordsOf } from "../quorum/control-records.ts";
import { metadataRecordsOf } from "../quorum/metadata-batch.ts";
import type { Voter } from "../quorum/voters.ts";
import type { MetadataRecord } from "../records/index.ts";

/** A snapshot that is not whole, or is none. Continues the file's name: "… has no end". */
export class SnapshotFault extends Error {
  override readonly name = "SnapshotFault";
}

/** What a snapshot says about itself and about the quorum. */
export interface SnapshotHeader {
  readonly lastContainedLogTimestamp: number;
  /** Null: it says nothing, so 0. */
  readonly kraftVersion: number | null;
  readonly voters: readonly Voter[] | null;
}

/**
 * Reads a snapshot: hands each record to `onRecord`, in order, and returns what it says about itself. Throws SnapshotFault
 * where it is not whole, and what decoding records throws.
 */
export function readSnapshot(bytes: Buffer, onRecord: (record: MetadataRecord) => void): SnapshotHeader {
  let lastContainedLogTimestamp: number | null = null;
  let kraftVersion: number | null = null;
  let voters: readonly Voter[] | null = null;
  let isWhole = false;
  const take = (record: QuorumRecord): void => {
    if (record.kind === "snapshotHeader") ({ lastContainedLogTimestamp } = record);
    if (record.kind === "kraftVersion") ({ kraftVersion } = record);
    if (record.kind === "voters") ({ voters } = record);
    if (record.kind === "snapshotFooter") isWhole = true;
  };
  for (const batch of soundBatches(bytes)) {
    if (isWhole) throw new SnapshotFault("goes on behind its end");
    if (batch.isControl) quorumRecordsOf(batch).forEach(take);
    else for (const { record } of metadataRecordsOf(batch)) onRecord(record);
    if (lastContainedLogTimestamp === null) throw new SnapshotFault("does not begin as a snapshot does");
  }
  if (lastContainedLogTimestamp === null) throw new SnapshotFault("is empty");
  if (!isWhole) throw new SnapshotFault("has no end: it was cut off");
  return { lastContainedLogTimestamp, kraftVersion, voters };
}

/** The time of the last batch of the log that is in a snapshot, from its beginning alone; null where that cannot be read. */
export function snapshotTimestamp(beginning: Buffer): number | null {
  if (checkBatch(beginning, 0) !== null) return null;
  for (const record of quorumRecordsOf(new RecordBatchView(beginning))) {
    if (record.kind === "snapshotHeader") return record.lastContainedLogTimestamp;
  }
  return null;
}

function* soundBatches(bytes: Buffer): Generator<RecordBatchView> {
  const batch = new RecordBatchView(bytes);
  for (let position = 0; position < bytes.length; position = batch.end) {
    const fault = checkBatch(bytes, position);
    if (fault !== null) {
      throw new SnapshotFault(`is damaged at byte ${position}: ${describeBatchFault(fault)}`);
    }
    yield batch.at(position);
  }
}
