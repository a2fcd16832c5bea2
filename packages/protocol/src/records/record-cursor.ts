import { addToSequence, none } from "./batch-layout.ts";
import type { RecordHeader } from "./record-encoding.ts";
import { RecordsError } from "./records-error.ts";
import { readVarint, readVarlong, varintEnd } from "./varint.ts";

/** The decompressed records of one batch, and what their fields are relative to. */
export interface RecordSource {
  readonly bytes: Buffer;
  readonly recordCount: number;
  readonly baseOffset: number;
  readonly baseTimestamp: number;
  /** The broker's time if the batch carries it: then it is every record's. */
  readonly logAppendTime: number | null;
  readonly baseSequence: number;
}

export interface DecodedHeader extends RecordHeader {
  readonly value: Buffer | null;
}

/** A record as its reader sees it, whether a {@link RecordCursor} passing over it or a {@link RecordView} of it. */
export interface ReadableRecord {
  readonly offset: number;
  readonly timestamp: number;
  /** The idempotent producer's number for this record, or -1. */
  readonly sequence: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly DecodedHeader[];
}

/**
 * Passes over the records of a batch without allocating: the same object shows one record after another. What is kept
 * of a record beyond its turn must be copied out, or be a {@link RecordView}.
 *
 * A record that cannot be read ends the pass and leaves its `fault`. Header contents are looked at only on access.
 */
export class RecordCursor implements ReadableRecord {
  #source: RecordSource;
  #nextPosition = 0;
  #index = -1;
  #fault: string | null = null;

  #position = 0;
  #end = 0;
  #timestampDelta = 0;
  #offsetDelta = 0;
  #keyPosition = 0;
  #keyLength = none;
  #valuePosition = 0;
  #valueLength = none;
  #headersPosition = 0;
  #headerCount = 0;

  constructor(source: RecordSource) {
    this.#source = source;
  }

  /** Goes to the next record. False at the end of the batch, and at a fault. */
  next(): boolean {
    if (this.#index + 1 >= this.#source.recordCount) return false;
    if (!this.readAt(this.#source, this.#nextPosition)) return false;
    this.#index++;
    this.#nextPosition = this.#end;
    return true;
  }

  /** What is wrong with the record that {@link next} refused to go to, or null. */
  get fault(): string | null {
    return this.#fault;
  }

  /** The index of this record among the batch's records. */
  get index(): number {
    return this.#index;
  }

  /** Where this record begins, for a {@link RecordView} of it. */
  get position(): number {
    return this.#position;
  }

  /** Where this record ends and the next would begin. */
  get end(): number {
    return this.#end;
  }

  get sizeInBytes(): number {
    return this.#end - this.#position;
  }

  get offset(): number {
    return this.#source.baseOffset + this.#offsetDelta;
  }

  get offsetDelta(): number {
    return this.#offsetDelta;
  }

  /** From the batch's base timestamp to the producer's own, also where the batch carries the broker's time. */
  get timestampDelta(): number {
    return this.#timestampDelta;
  }

  get timestamp(): number {
    return this.#source.logAppendTime ?? this.#source.baseTimestamp + this.#timestampDelta;
  }

  get sequence(): number {
    const baseSequence = this.#source.baseSequence;
    return baseSequence === none ? none : addToSequence(baseSequence, this.#offsetDelta);
  }

  get hasKey(): boolean {
    return this.#keyLength !== none;
  }

  get hasValue(): boolean {
    return this.#valueLength !== none;
  }

  get keyLength(): number {
    return this.#keyLength;
  }

  get valueLength(): number {
    return this.#valueLength;
  }

  get key(): Buffer | null {
    return this.#view(this.#keyPosition, this.#keyLength);
  }

  get value(): Buffer | null {
    return this.#view(this.#valuePosition, this.#valueLength);
  }

  get headers(): readonly DecodedHeader[] {
    const headers: DecodedHeader[] = [];
    const fault = this.#walkHeaders(headers);
    if (fault !== null) throw new RecordsError(fault);
    return headers;
  }

  /** What is wrong with this record's headers, or null; without decoding them. */
  headersFault(): string | null {
    return this.#headerCount === 0 ? null : this.#walkHeaders(null);
  }

  /** A view of this record that stays when the cursor moves on. */
  toView(): RecordView {
    return new RecordView(this.#source, this.#position);
  }

  /** Puts the cursor on the record that begins at this position of a source. False if there is none to be read. */
  readAt(source: RecordSource, position: number): boolean {
    this.#source = source;
    const bytes = source.bytes;
    const length = readVarint(bytes, position, bytes.length);
    let at = varintEnd.position;
    if (at < 0) return this.#refuse("its length is cut off");
    const end = at + length;
    if (length < 0) return this.#refuse("its length is negative");
    if (end > bytes.length) return this.#refuse("it is longer than the data");

    at++; // attributes, unused
    const timestampDelta = readVarlong(bytes, at, end);
    at = varintEnd.position;
    if (at < 0) return this.#refuse("its timestamp is cut off");
    const offsetDelta = readVarint(bytes, at, end);
    at = varintEnd.position;
    if (at < 0) return this.#refuse("its offset is cut off");

    const keyLength = readVarint(bytes, at, end);
    const keyPosition = varintEnd.position;
    if (keyPosition < 0) return this.#refuse("its key is cut off");
    at = keyLength < 0 ? keyPosition : keyPosition + keyLength;
    const valueLength = readVarint(bytes, at, end);
    const valuePosition = varintEnd.position;
    if (valuePosition < 0) return this.#refuse("its key or value is cut off");
    at = valueLength < 0 ? valuePosition : valuePosition + valueLength;
    const headerCount = readVarint(bytes, at, end);
    at = varintEnd.position;
    if (at < 0) return this.#refuse("its value or header count is cut off");
    if (headerCount < 0) return this.#refuse("its header count is negative");
    if (headerCount === 0 && at !== end) return this.#refuse("it has bytes after its last field");

    this.#position = position;
    this.#end = end;
    this.#timestampDelta = timestampDelta;
    this.#offsetDelta = offsetDelta;
    this.#keyPosition = keyPosition;
    this.#keyLength = keyLength < 0 ? none : keyLength;
    this.#valuePosition = valuePosition;
    this.#valueLength = valueLength < 0 ? none : valueLength;
    this.#headersPosition = at;
    this.#headerCount = headerCount;
    return true;
  }

  #refuse(fault: string): false {
    this.#fault = fault;
    return false;
  }

  #view(position: number, length: number): Buffer | null {
    return length < 0 ? null : this.#source.bytes.subarray(position, position + length);
  }

  #walkHeaders(into: DecodedHeader[] | null): string | null {
    const bytes = this.#source.bytes;
    const end = this.#end;
    let at = this.#headersPosition;
    for (let i = 0; i < this.#headerCount; i++) {
      const keyLength = readVarint(bytes, at, end);
      const keyPosition = varintEnd.position;
      if (keyPosition < 0) return "a header is cut off";
      if (keyLength < 0) return "a header has no key";
      const valueLength = readVarint(bytes, keyPosition + keyLength, end);
      const valuePosition = varintEnd.position;
      if (valuePosition < 0) return "a header's key is cut off";
      at = valueLength < 0 ? valuePosition : valuePosition + valueLength;
      if (at > end) return "a header's value is cut off";
      into?.push({
        key: bytes.toString("utf8", keyPosition, keyPosition + keyLength),
        value: this.#view(valuePosition, valueLength),
      });
    }
    return at === end ? null : "it has bytes after its last header";
  }
}

/**
 * One record of a batch, as a position in it: 40 bytes of object, whatever the record weighs. Fields are decoded on
 * access, each time anew, so read a field once if it is needed twice.
 *
 * It keeps the batch's buffer alive, and shows whatever that buffer holds: copy what must outlive a pooled buffer.
 */
export class RecordView implements ReadableRecord {
  readonly #source: RecordSource;
  readonly #position: number;

  constructor(source: RecordSource, position: number) {
    this.#source = source;
    this.#position = position;
  }

  get offset(): number {
    return this.#fields().offset;
  }

  get timestamp(): number {
    return this.#fields().timestamp;
  }

  get sequence(): number {
    return this.#fields().sequence;
  }

  get key(): Buffer | null {
    return this.#fields().key;
  }

  get value(): Buffer | null {
    return this.#fields().value;
  }

  get headers(): readonly DecodedHeader[] {
    return this.#fields().headers;
  }

  #fields(): RecordCursor {
    scratch.readAt(this.#source, this.#position);
    return scratch;
  }
}

/** What the views read through. Nobody holds on to it between two statements. */
const scratch = new RecordCursor({
  bytes: Buffer.alloc(0),
  recordCount: 0,
  baseOffset: 0,
  baseTimestamp: 0,
  logAppendTime: null,
  baseSequence: none,
});
