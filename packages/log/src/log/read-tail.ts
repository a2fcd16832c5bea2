import { batchHeaderBytes as headerBytes, RecordBatchView } from "@ottla/protocol";
import type { SharedBuffer } from "@ottla/runtime";
import { type LogRecords, noRecords, recordsOf } from "./read-result.ts";
import type { Tail, TailEntry } from "./tail.ts";

const currentMagic = 2;

export interface ReadRange {
  readonly offset: number;
  /** The first offset that must not be given. */
  readonly endOffset: number;
  readonly maxBytes: number;
  readonly minOneBatch: boolean;
}

/**
 * Reads from the part of a log that is still in memory. Null when that begins later, or does not hold the offset. Copies
 * nothing: the chunks are what was appended.
 */
export function readTail(tail: Tail, range: ReadRange): LogRecords | null {
  const { offset, endOffset, maxBytes } = range;
  let index = tail.find(offset);
  const first = tail.at(index);
  if (index < 0 || first === undefined) return null;
  const chunks: Buffer[] = [];
  const memory: SharedBuffer[] = [];
  let sizeInBytes = 0;
  let nextOffset = offset;
  const give = ({ memory: held }: TailEntry, bytes: Buffer): void => {
    chunks.push(bytes);
    sizeInBytes += bytes.length;
    if (memory.at(-1) === held) return;
    held.hold();
    memory.push(held);
  };
  for (let entry = tail.at(index); entry !== undefined; entry = tail.at(++index)) {
    if (entry.segmentBaseOffset !== first.segmentBaseOffset || entry.baseOffset >= endOffset) break;
    const isWhole = entry.baseOffset >= offset && entry.nextOffset <= endOffset;
    if (isWhole && sizeInBytes + entry.bytes.length <= maxBytes) {
      give(entry, entry.bytes);
      nextOffset = entry.nextOffset;
      continue;
    }
    // Several batches were appended together, and only some are wanted.
    const part = pickBatches(entry.bytes, {
      ...range,
      maxBytes: maxBytes - sizeInBytes,
      minOneBatch: range.minOneBatch && sizeInBytes === 0,
    });
    if (part.bytes.length === 0) break;
    give(entry, part.bytes);
    nextOffset = part.nextOffset;
    if (nextOffset < entry.nextOffset) break;
  }
  if (sizeInBytes === 0) return noRecords(offset);
  return recordsOf(chunks, sizeInBytes, nextOffset, () => {
    for (const each of memory) each.release();
  });
}

export interface PickedBatches {
  readonly bytes: Buffer;
  readonly nextOffset: number;
  /** Where the first batch of the range begins; if there is none, where the walk ended, possibly behind the buffer. */
  readonly position: number;
  readonly isFound: boolean;
  /** Size of the first batch, when the buffer ends before it does; else 0. */
  readonly neededBytes: number;
  /** Whether something else than a batch lies where one should begin: at `position`. Then nothing is picked. */
  readonly isMalformed: boolean;
}

/** The whole batches of a buffer that lie in a range: from the one that holds `offset`, as far as `maxBytes` goes. */
export function pickBatches(
  buffer: Buffer,
  { offset, endOffset, maxBytes, minOneBatch }: ReadRange,
): PickedBatches {
  const batch = new RecordBatchView(buffer);
  let from = -1;
  let to = 0;
  let nextOffset = offset;
  let at = 0;
  let neededBytes = 0;
  while (buffer.length - at >= headerBytes) {
    batch.at(at);
    // What an index or a header says wrongly must not be walked for ever.
    if (batch.magic !== currentMagic || batch.sizeInBytes < headerBytes) return malformed(at);
    if (batch.lastOffset >= offset) {
      if (batch.baseOffset >= endOffset) break;
      if (from < 0) from = at;
      const isFirst = from === at;
      if (batch.end - from > maxBytes && !(isFirst && minOneBatch)) break;
      if (batch.end > buffer.length) {
        if (isFirst) neededBytes = batch.sizeInBytes;
        break;
      }
      to = batch.end;
      nextOffset = batch.nextOffset;
    }
    at = batch.end;
  }
  const start = Math.max(from, 0);
  return {
    bytes: buffer.subarray(start, Math.max(start, to)),
    nextOffset,
    position: from < 0 ? at : from,
    isFound: from >= 0,
    neededBytes,
    isMalformed: false,
  };
}

function malformed(position: number): PickedBatches {
  const bytes = Buffer.alloc(0);
  return { bytes, nextOffset: -1, position, isFound: false, neededBytes: 0, isMalformed: true };
}
