import { crc32 } from "node:zlib";
import { type BatchFault, describeBatchFault } from "@ottla/protocol";
import type { LeaderEpochs } from "../log/leader-epochs.ts";
import { LogError } from "../log/log-error.ts";
import type { ProducerState } from "../producers/producer-state.ts";
import type { Segment } from "./segment.ts";

export interface SegmentRecovery {
  /** Offset after the last whole batch. */
  readonly endOffset: number;
  /** Bytes behind it that are no whole batch, or not the one that was written. */
  readonly tornBytes: number;
  readonly fault: BatchFault | "offsetsOutOfOrder" | "offsetsMissing" | null;
  /** Whether offsets are missing between batches: compaction was here, or the leader's. */
  readonly hasHoles: boolean;
}

/**
 * Reads a segment through after a crash, believing nothing: every checksum, every offset. Fills the segment's indexes anew,
 * and brings producers and epochs forward. What follows the last good batch is told, not yet cut.
 */
export async function recoverSegment(
  segment: Segment,
  fileBytes: number,
  producers: ProducerState,
  epochs: LeaderEpochs,
): Promise<SegmentRecovery> {
  segment.resetIndexes();
  let endOffset = segment.baseOffset;
  let isOutOfOrder = false;
  let hasHoles = false;
  const end = await segment.scan({ from: 0, to: fileBytes, crc: "check" }, (batch) => {
    if (batch.baseOffset < endOffset || !segment.loadedIndexes.offsets.canHold(batch.lastOffset)) {
      isOutOfOrder = true;
      return false;
    }
    segment.append(batch.lastOffset, batch.maxTimestamp, batch.sizeInBytes);
    segment.written(batch.sizeInBytes);
    const aborted = producers.apply(batch);
    if (aborted !== null) segment.noteAborted(aborted);
    if (batch.partitionLeaderEpoch > epochs.latest) {
      epochs.assign(batch.partitionLeaderEpoch, batch.baseOffset);
    }
    hasHoles ||= batch.baseOffset > endOffset;
    endOffset = batch.nextOffset;
    return true;
  });
  if (end.position === 0 && end.fault?.kind === "oldMagic" && fileBytes > 0) {
    await refuseOldFormat(segment, fileBytes, end.fault);
  }
  return {
    endOffset,
    tornBytes: fileBytes - end.position,
    fault: isOutOfOrder ? "offsetsOutOfOrder" : end.fault,
    hasHoles,
  };
}

const lengthPosition = 8;
const crcPosition = 12;
const crcEnd = 16;

/**
 * What a power cut leaves of a batch may look like magic 0: zeros, behind a beginning that has a length. A message of old has
 * a checksum (CRC-32, over what follows it) that is right.
 */
async function refuseOldFormat(segment: Segment, fileBytes: number, fault: BatchFault): Promise<void> {
  const header = Buffer.alloc(crcEnd);
  await segment.use((open) => open.read(header, 0));
  const end = crcPosition + header.readInt32BE(lengthPosition);
  if (end <= crcEnd || end > fileBytes) return;
  const covered = Buffer.alloc(end - crcEnd);
  await segment.use((open) => open.read(covered, crcEnd));
  if (crc32(covered) !== header.readUInt32BE(crcPosition)) return;
  throw new LogError(
    segment.path("log"),
    `${describeBatchFault(fault)}. Let Apache Kafka 3.9 compact or rewrite the topic first.`,
  );
}
