import type { SharedBuffer } from "@ottla/runtime";
import type { FileRecords } from "../segment/read-segment.ts";
import type { Segment } from "../segment/segment.ts";
import { segmentIndexOf } from "./find-segment.ts";
import type { LogState } from "./log-state.ts";
import type { KeptStretch, ReadAheadMemory } from "./read-ahead-memory.ts";
import { type LogRecords, noRecords, recordsOf } from "./read-result.ts";
import { pickBatches, type ReadRange } from "./read-tail.ts";

/** Less than this is there before anybody notices. */
const smallestBytes = 64 * 1024;
/** For those who ask for more at once nothing is read ahead: it would take memory that is not pooled. */
const largestBytes = 4 * 1024 * 1024;
/** Readers of one log that are remembered; of more, those that were not seen for longest are forgotten. */
const mostReaders = 32;
/** Who was not seen for so long is not waited for. */
const awaitedMs = 2000;
/** Reads that took no longer may be done without leaving the loop: the system has what comes next in memory too. */
const quickMs = 1;

/** Somebody who reads on where they stopped. */
interface Reader {
  /** Where they will go on, and where that is in the file. */
  offset: number;
  segment: Segment;
  position: number;
  maxBytes: number;
  /** Whether the last read of the file on their behalf was quick. */
  isQuick: boolean;
  seenMs: number;
}

/** A part of a file that was read before it was asked for. */
interface Stretch extends KeptStretch {
  readonly segment: Segment;
  readonly position: number;
  readonly offset: number;
  readonly nextOffset: number;
  /** The limit that it was read with: who allows more must be given more. */
  readonly maxBytes: number;
  readonly bytes: Buffer;
}

/** A read that is not asked for yet. */
interface Reading {
  readonly reader: Reader;
  readonly segment: Segment;
  readonly position: number;
  readonly range: ReadRange;
  readonly memory: SharedBuffer;
  readonly target: Buffer;
  readonly startedMs: number;
  readonly generation: number;
}

/**
 * Reads a log's files ahead of those who read them from one end to the other. A consumer asks for the next records when it is
 * through with the last, and waits; the broker has nothing to do meanwhile. So when an answer is on its way, what will be asked
 * for next is read, into the memory that the answer has just left. Others who are a little behind are given the same bytes.
 *
 * It knows readers by nothing but that they ask for what follows what they were given. What it holds lies below the high
 * watermark, where nothing changes, and is dropped when the log is cut.
 */
export class ReadAhead {
  readonly #memory: ReadAheadMemory;
  #readers: Reader[] = [];
  #stretches: Stretch[] = [];
  #underway: { readonly reading: Reading; readonly done: Promise<void> }[] = [];
  #generation = 0;

  constructor(memory: ReadAheadMemory) {
    this.#memory = memory;
  }

  /** Changes when what was read before may be wrong now. */
  get generation(): number {
    return this.#generation;
  }

  /** Where an offset is in a segment's file, if a reader stopped there; else null. */
  positionOf(offset: number, segment: Segment): number | null {
    const reader = this.#readers.find((each) => each.offset === offset);
    return reader?.segment === segment ? reader.position : null;
  }

  /** What was read ahead for exactly this place, or null. */
  take(state: LogState, range: ReadRange): LogRecords | null {
    const stretch = this.#find(range.offset);
    if (stretch === undefined || range.maxBytes > stretch.maxBytes) return null;
    const { segment, position, memory } = stretch;
    const isWhole = stretch.bytes.length <= range.maxBytes && stretch.nextOffset <= range.endOffset;
    const { bytes, nextOffset } = isWhole ? stretch : pickBatches(stretch.bytes, range);
    if (bytes.length === 0) return noRecords(range.offset);
    memory.hold();
    const { reader } = this.#advance(range, {
      offset: nextOffset,
      segment,
      position: position + bytes.length,
    });
    stretch.isTaken = true;
    if (!this.#isAwaited(stretch)) this.#drop(stretch);
    return recordsOf([bytes], bytes.length, nextOffset, () => {
      memory.release();
      this.#goOn(state, reader);
    });
  }

  /** If something is being read ahead for this place, resolves when it is there or could not be read. */
  whenRead(offset: number): Promise<void> | undefined {
    return this.#underway.find(({ reading }) => reading.range.offset === offset)?.done;
  }

  /** Gives what had to be read from the file, and reads ahead from there on, should it be the second such read in a row. */
  follow(
    state: LogState,
    segment: Segment,
    range: ReadRange,
    read: { readonly found: FileRecords; readonly tookMs: number; readonly generation: number },
  ): LogRecords {
    const { bytes, nextOffset, memory } = read.found;
    if (bytes.length === 0) {
      memory.release();
      return noRecords(range.offset);
    }
    if (bytes.length < smallestBytes || read.generation !== this.#generation) {
      return recordsOf([bytes], bytes.length, nextOffset, () => memory.release());
    }
    const position = read.found.position + bytes.length;
    const { reader, isKnown } = this.#advance(range, { offset: nextOffset, segment, position });
    reader.isQuick = read.tookMs <= quickMs;
    return recordsOf([bytes], bytes.length, nextOffset, () => {
      memory.release();
      if (isKnown) this.#goOn(state, reader);
    });
  }

  /** Forgets everything: the log is cut, or closed. */
  clear(): void {
    this.#generation++;
    this.#readers = [];
    for (const stretch of this.#stretches.slice()) this.#drop(stretch);
  }

  /** Notes where a reader will go on, who may be one that is known. */
  #advance(
    { offset, maxBytes }: ReadRange,
    next: Pick<Reader, "offset" | "segment" | "position">,
  ): { reader: Reader; isKnown: boolean } {
    const seenMs = this.#memory.now();
    const index = this.#readers.findIndex((reader) => reader.offset === offset);
    const known = this.#readers[index];
    const reader = known ?? { ...next, maxBytes, seenMs, isQuick: false };
    if (known !== undefined) this.#readers.splice(index, 1);
    else if (this.#readers.length === mostReaders) this.#readers.shift();
    // Those seen last stand last.
    this.#readers.push(Object.assign(reader, next, { maxBytes, seenMs }));
    return { reader, isKnown: known !== undefined };
  }

  /** Whether somebody will come by here soon. */
  #isAwaited({ offset, segment, position }: Stretch): boolean {
    const { now, reachBytes } = this.#memory;
    return this.#readers.some(
      (reader) =>
        reader.offset <= offset &&
        reader.segment === segment &&
        position - reader.position <= reachBytes &&
        now() - reader.seenMs <= awaitedMs,
    );
  }

  #find(offset: number): Stretch | undefined {
    return this.#stretches.find((stretch) => stretch.offset === offset);
  }

  /** Reads what a reader will ask for next. */
  #goOn(state: LogState, reader: Reader): void {
    const reading = this.#nextFor(state, reader);
    if (reading === null) return;
    const { segment, position, target } = reading;
    if (reader.isQuick && this.#memory.mayHoldUpLoop()) {
      this.#finish(reading, readNow(segment, target, position));
      return;
    }
    this.#underway.push({ reading, done: this.#readSoon(reading) });
  }

  async #readSoon(reading: Reading): Promise<void> {
    let count = 0;
    try {
      count = await reading.segment.read((open) => open.read(reading.target, reading.position));
    } catch {
      // Whoever asks for it will be told what is wrong.
    }
    this.#underway = this.#underway.filter((each) => each.reading !== reading);
    this.#finish(reading, count);
  }

  /** Null where there is nothing to read ahead: it is in memory, or at hand already, or not written yet, or there is no room. */
  #nextFor({ segments, tail, watermarks }: LogState, reader: Reader): Reading | null {
    const { offset, segment, position, maxBytes } = reader;
    const { highWatermark: endOffset } = watermarks;
    if (!this.#readers.includes(reader) || segments[segmentIndexOf(segments, offset)] !== segment)
      return null;
    if (offset >= endOffset || offset >= tail.startOffset) return null;
    if (this.#find(offset) !== undefined || this.whenRead(offset) !== undefined) return null;
    const byteCount = Math.min(maxBytes, segment.writtenBytes - position);
    if (byteCount < smallestBytes || maxBytes > largestBytes || !segment.isOpen) return null;
    const memory = this.#memory.take(byteCount);
    if (memory === null) return null;
    return {
      reader,
      segment,
      position,
      memory,
      range: { offset, endOffset, maxBytes, minOneBatch: false },
      target: memory.bytes.subarray(0, byteCount),
      startedMs: this.#memory.now(),
      generation: this.#generation,
    };
  }

  #finish(reading: Reading, count: number): void {
    const nowMs = this.#memory.now();
    reading.reader.isQuick = nowMs - reading.startedMs <= quickMs;
    const stretch = reading.generation === this.#generation ? this.#stretchOf(reading, count, nowMs) : null;
    if (stretch === null) {
      this.#memory.giveBack(reading.memory);
      return;
    }
    this.#stretches.push(stretch);
    this.#memory.keep(stretch);
  }

  #stretchOf(
    { range, target, segment, position, memory }: Reading,
    count: number,
    readMs: number,
  ): Stretch | null {
    const { bytes, nextOffset, ...picked } = pickBatches(target.subarray(0, count), range);
    // What ends where the log does may be more by the time that it is asked for.
    if (bytes.length === 0 || picked.position !== 0 || nextOffset >= range.endOffset) return null;
    const { offset } = range;
    const stretch: Stretch = {
      segment,
      position,
      offset,
      nextOffset,
      maxBytes: range.maxBytes,
      bytes,
      memory,
      readMs,
      isTaken: false,
      drop: () => this.#drop(stretch),
    };
    return stretch;
  }

  #drop(stretch: Stretch): void {
    const index = this.#stretches.indexOf(stretch);
    if (index < 0) return;
    this.#stretches.splice(index, 1);
    this.#memory.forget(stretch);
  }
}

/** How much could be read without leaving the loop: nothing where the file is not open, or cannot be read. */
function readNow(segment: Segment, target: Buffer, position: number): number {
  try {
    return segment.readNow((open) => open.readSync(target, position)) ?? 0;
  } catch {
    return 0; // Whoever asks for it will be told what is wrong.
  }
}
