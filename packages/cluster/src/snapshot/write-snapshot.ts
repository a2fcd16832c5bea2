import type { Disk } from "@ottla/runtime";
import { type QuorumRecord, quorumBatch } from "../quorum/control-records.ts";
import { metadataBatch, recordOverheadBytes } from "../quorum/metadata-batch.ts";
import type { Voter } from "../quorum/voters.ts";
import { encodeMetadataRecord, type MetadataRecordInput } from "../records/index.ts";

/** What a snapshot says. */
export interface SnapshotContent {
  /** The epoch of the last record that is in it. */
  readonly epoch: number;
  /** The time of the last batch of the log that is in it. */
  readonly lastContainedLogTimestamp: number;
  /** Without voters where `kraft.version` is 0: then the configuration names them. */
  readonly voters: { readonly kraftVersion: number; readonly voters: readonly Voter[] } | null;
  readonly records: Iterable<MetadataRecordInput>;
}

/** Batches of a snapshot are this large at most: no turn of the event loop takes long, and readers need little at once. */
const batchBytes = 256 * 1024;

/**
 * The batches of a snapshot: what it is, its records, and the mark that it is whole. Offsets count from 0 through all of
 * them, and have nothing to do with those of the log (KIP-630).
 */
export function* snapshotBatches(content: SnapshotContent, now: () => number): Generator<Buffer> {
  const { epoch: leaderEpoch, lastContainedLogTimestamp, voters } = content;
  const header: QuorumRecord[] = [{ kind: "snapshotHeader", lastContainedLogTimestamp }];
  if (voters !== null) {
    header.push({ kind: "kraftVersion", kraftVersion: voters.kraftVersion });
    header.push({ kind: "voters", voters: voters.voters });
  }
  let baseOffset = 0;
  yield quorumBatch(header, { baseOffset, leaderEpoch, timestampMs: now() });
  baseOffset += header.length;
  let frames: Buffer[] = [];
  let frameBytes = 0;
  for (const record of content.records) {
    const frame = encodeMetadataRecord(record);
    if (frames.length > 0 && frameBytes + frame.length > batchBytes) {
      yield metadataBatch(frames, { baseOffset, leaderEpoch, timestampMs: now() });
      baseOffset += frames.length;
      frames = [];
      frameBytes = 0;
    }
    frames.push(frame);
    frameBytes += frame.length + recordOverheadBytes;
  }
  if (frames.length > 0) {
    yield metadataBatch(frames, { baseOffset, leaderEpoch, timestampMs: now() });
    baseOffset += frames.length;
  }
  yield quorumBatch([{ kind: "snapshotFooter" }], { baseOffset, leaderEpoch, timestampMs: now() });
}

/**
 * Writes a file that is either whole or not there, and that nobody may write to afterwards. What is half written has the
 * suffix `.part`, and is swept away at the next start. Resolves with the file's size.
 */
export async function writeFrozen(disk: Disk, path: string, chunks: Iterable<Buffer>): Promise<number> {
  const part = `${path}.part`;
  await disk.remove(part);
  const file = await disk.open(part, "create");
  let position = 0;
  try {
    for (const chunk of chunks) {
      await file.write([chunk], position);
      position += chunk.length;
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await disk.remove(part);
    throw error;
  }
  await file.close();
  await disk.freeze(part);
  await disk.rename(part, path);
  await disk.syncDirectory(path.slice(0, path.lastIndexOf("/")));
  return position;
}
