import { type BatchFault, checkBatch, logOverhead, RecordBatchView } from "@ottla/protocol";
import type { BufferPool, DiskFile } from "@ottla/runtime";

export interface ScanOptions {
  /** Where a batch begins. */
  readonly from: number;
  /** Where the records end. */
  readonly to: number;
  /** `check` looks at every checksum; `trust` walks headers only. */
  readonly crc: "check" | "trust";
  /** How much is read at once. */
  readonly chunkBytes?: number;
}

export interface ScanEnd {
  /** Where the last whole batch ended. */
  readonly position: number;
  /** Why the walk ended before `to`; null when it got there, or was told to stop. */
  readonly fault: BatchFault | null;
}

const defaultChunkBytes = 1024 * 1024;
/** So little is taken at once: it is likely cached by the system, and the trip through the thread pool costs far more. */
const syncBelowBytes = 16_384;
const lengthEnd = logOverhead;

/**
 * Shows the batches of a stretch of a segment's file to `visit`, one after another, until that returns false or a batch is
 * not whole. The view is valid during the call only. Reads in large pieces, and lets others run between two.
 */
export async function scanBatches(
  file: DiskFile,
  pool: BufferPool,
  options: ScanOptions,
  visit: (batch: RecordBatchView, position: number) => boolean,
): Promise<ScanEnd> {
  const { to, crc } = options;
  const chunkBytes = options.chunkBytes ?? defaultChunkBytes;
  let position = options.from;
  let wantedBytes = chunkBytes;
  while (position < to) {
    const loan = pool.take(Math.min(wantedBytes, to - position));
    try {
      const limit = Math.min(wantedBytes, to - position);
      const target = loan.bytes.subarray(0, limit);
      const available =
        limit <= syncBelowBytes ? file.readSync(target, position) : await file.read(target, position);
      const chunk = loan.bytes.subarray(0, available);
      const isLast = position + available >= to || available < limit;
      const batch = new RecordBatchView(chunk);
      let at = 0;
      while (at < available) {
        const fault = checkBatch(chunk, at, { crc });
        if (fault !== null) {
          if (!isLast && (fault.kind === "tooShort" || fault.kind === "beyondData")) break;
          return { position: position + at, fault };
        }
        if (!visit(batch.at(at), position + at)) return { position: position + at, fault: null };
        at = batch.end;
      }
      if (at === 0) {
        if (available === 0) {
          return { position, fault: { kind: "tooShort", available: 0 } };
        }
        // A batch larger than the piece: read exactly it. Its length was checked against nothing yet but `to`.
        const size = available < lengthEnd ? chunkBytes : logOverhead + chunk.readInt32BE(8);
        if (size > to - position) {
          return { position, fault: { kind: "beyondData", sizeInBytes: size, available: to - position } };
        }
        wantedBytes = Math.max(size, chunkBytes);
      } else {
        position += at;
        wantedBytes = chunkBytes;
      }
    } finally {
      loan.release();
    }
  }
  return { position, fault: null };
}
