import { encodeMetadataRecord, encodeMetadataRecords, type MetadataRecordInput } from "../records/index.ts";
import { metadataBatch, recordOverheadBytes } from "./metadata-batch.ts";
import { maxBatchBytes, maxBatchRecords } from "./settings.ts";

export interface PackedRecords {
  /** What is appended: the records, within the marks of a transaction where they need one. */
  readonly frames: readonly Buffer[];
  /** One after the other, with offsets from `baseOffset` on. */
  readonly batches: readonly Buffer[];
}

export interface PackOptions {
  readonly baseOffset: number;
  readonly leaderEpoch: number;
  readonly timestampMs: number;
  readonly hasTransactions: boolean;
}

/** Records that cannot be written: one is larger than a batch, or there are too many and no transactions to put them into. */
export class MetadataTooLargeError extends Error {
  override readonly name = "MetadataTooLargeError";
}

const beginTransaction = encodeMetadataRecord({
  kind: "beginTransaction",
  version: 0,
  value: { name: null },
});
const endTransaction = encodeMetadataRecord({ kind: "endTransaction", version: 0, value: {} });
const batchBudget = maxBatchBytes - 1024;

/**
 * Puts records into one batch, which is written as a whole or not at all. Where they do not fit, they go into as many as it
 * takes, within a metadata transaction (KIP-868).
 */
export function packBatches(records: readonly MetadataRecordInput[], options: PackOptions): PackedRecords {
  const frames = encodeMetadataRecords(records);
  for (const [index, frame] of frames.entries()) {
    if (frame.length + recordOverheadBytes <= batchBudget) continue;
    throw new MetadataTooLargeError(
      `a ${records[index]?.kind} record of ${frame.length} bytes does not fit a batch of ${maxBatchBytes}`,
    );
  }
  const groups = groupsOf(frames);
  if (groups.length === 1) return { frames, batches: toBatches(groups, options) };
  if (!options.hasTransactions) {
    throw new MetadataTooLargeError(
      `${frames.length} records do not fit one batch, and the metadata version knows no transactions`,
    );
  }
  const marked = [beginTransaction, ...frames, endTransaction];
  return { frames: marked, batches: toBatches(groupsOf(marked), options) };
}

function groupsOf(frames: readonly Buffer[]): Buffer[][] {
  let group: Buffer[] = [];
  const groups = [group];
  let bytes = 0;
  for (const frame of frames) {
    const size = frame.length + recordOverheadBytes;
    if (group.length > 0 && (group.length >= maxBatchRecords || bytes + size > batchBudget)) {
      group = [];
      groups.push(group);
      bytes = 0;
    }
    group.push(frame);
    bytes += size;
  }
  return groups;
}

function toBatches(groups: readonly Buffer[][], options: PackOptions): Buffer[] {
  let { baseOffset } = options;
  return groups.map((group) => {
    const batch = metadataBatch(group, { ...options, baseOffset });
    baseOffset += group.length;
    return batch;
  });
}
