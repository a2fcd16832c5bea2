import { maxStringBytes } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";

import { uuidLength } from "./uuid.ts";

const twoTo32 = 2 ** 32;
const initialBytes = 512;
/** Up to here, copying a text character by character is faster than calling into the runtime. */
const shortText = 48;
/** Byte fields from this size on are passed on by reference: copying them would cost more than one more chunk. */
const referenceFromBytes = 4096;

/** Writes the primitives of the Kafka protocol. Large byte fields are not copied: the result is a list of chunks. */
export class Writer {
  #buffer = Buffer.allocUnsafe(initialBytes);
  #view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset, this.#buffer.length);
  /** Where the part of `#buffer` begins that is not in `#done` yet, and where it ends. */
  #start = 0;
  #end = 0;
  readonly #done: Uint8Array[] = [];
  #doneBytes = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#doneBytes + this.#end - this.#start;
  }

  /** Everything written, in order. */
  chunks(): Uint8Array[] {
    this.#closeChunk();
    return this.#done;
  }

  /** Everything written as one buffer. */
  toBuffer(): Buffer {
    const chunks = this.chunks();
    return chunks.length === 1
      ? Buffer.from(chunks[0]!.buffer, chunks[0]!.byteOffset, chunks[0]!.length)
      : Buffer.concat(chunks);
  }

  int8(value: number): void {
    if ((value << 24) >> 24 !== value) refused(value, "int8");
    const at = this.#take(1);
    this.#view.setInt8(at, value);
  }

  bool(value: boolean): void {
    const at = this.#take(1);
    this.#view.setInt8(at, value ? 1 : 0);
  }

  int16(value: number): void {
    if ((value << 16) >> 16 !== value) refused(value, "int16");
    const at = this.#take(2);
    this.#view.setInt16(at, value);
  }

  uint16(value: number): void {
    if ((value & 0xffff) !== value) refused(value, "uint16");
    const at = this.#take(2);
    this.#view.setUint16(at, value);
  }

  int32(value: number): void {
    if ((value | 0) !== value) refused(value, "int32");
    const at = this.#take(4);
    this.#view.setInt32(at, value);
  }

  uint32(value: number): void {
    if (value >>> 0 !== value) refused(value, "uint32");
    const at = this.#take(4);
    this.#view.setUint32(at, value);
  }

  int64(value: number): void {
    const at = this.#take(8);
    if (value >= 2 ** 63) {
      // The nearest number to 2^63 - 1, Kafka's "no limit".
      this.#view.setUint32(at, 0x7fffffff);
      this.#view.setUint32(at + 4, 0xffffffff);
      return;
    }
    if (!Number.isInteger(value) || value < -(2 ** 63)) refused(value, "int64");
    const high = Math.floor(value / twoTo32);
    this.#view.setInt32(at, high);
    this.#view.setUint32(at + 4, value - high * twoTo32);
  }

  float64(value: number): void {
    const at = this.#take(8);
    this.#view.setFloat64(at, value);
  }

  uvarint(value: number): void {
    if (value < 0x80) {
      this.#byte(value);
      return;
    }
    let rest = value;
    while (rest >= 0x80) {
      this.#byte((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  uuid(value: string): void {
    const at = this.#take(16);
    if (value.length !== uuidLength || this.#buffer.write(value, at, 16, "base64url") !== 16) {
      throw new ProtocolError("unencodable", `"${value}" is not an id of 22 base64url characters`);
    }
  }

  string(value: string): void {
    const length = value.length;
    if (length <= shortText) {
      this.#reserve(length + 2);
      if (this.#copiedAscii(value, this.#end + 2)) {
        this.#view.setInt16(this.#end, length);
        this.#end += length + 2;
        return;
      }
    }
    const byteLength = textBytes(value);
    this.int16(byteLength);
    this.#text(value, byteLength);
  }

  nullableString(value: string | null): void {
    if (value === null) this.int16(-1);
    else this.string(value);
  }

  compactString(value: string): void {
    const length = value.length;
    if (length <= shortText) {
      this.#reserve(length + 1);
      if (this.#copiedAscii(value, this.#end + 1)) {
        this.#view.setUint8(this.#end, length + 1);
        this.#end += length + 1;
        return;
      }
    }
    const byteLength = textBytes(value);
    this.uvarint(byteLength + 1);
    this.#text(value, byteLength);
  }

  compactNullableString(value: string | null): void {
    if (value === null) this.uvarint(0);
    else this.compactString(value);
  }

  bytes(value: Uint8Array): void {
    this.int32(value.length);
    this.raw(value);
  }

  nullableBytes(value: Uint8Array | null): void {
    if (value === null) this.int32(-1);
    else this.bytes(value);
  }

  compactBytes(value: Uint8Array): void {
    this.uvarint(value.length + 1);
    this.raw(value);
  }

  compactNullableBytes(value: Uint8Array | null): void {
    if (value === null) this.uvarint(0);
    else this.compactBytes(value);
  }

  /** Records come in one piece or in several that follow one another in the log. */
  nullableRecords(value: Uint8Array | readonly Uint8Array[] | null): void {
    if (value === null) this.int32(-1);
    else {
      this.int32(bytesOf(value));
      this.#pieces(value);
    }
  }

  compactNullableRecords(value: Uint8Array | readonly Uint8Array[] | null): void {
    if (value === null) this.uvarint(0);
    else {
      this.uvarint(bytesOf(value) + 1);
      this.#pieces(value);
    }
  }

  /** Bytes without a length. */
  raw(value: Uint8Array): void {
    if (value.length >= referenceFromBytes) {
      this.#closeChunk();
      this.#done.push(value);
      this.#doneBytes += value.length;
    } else {
      const at = this.#take(value.length);
      this.#buffer.set(value, at);
    }
  }

  /** Everything that `other` wrote. */
  append(other: Writer): void {
    for (const chunk of other.chunks()) this.raw(chunk);
  }

  #byte(value: number): void {
    const at = this.#take(1);
    this.#view.setUint8(at, value);
  }

  #pieces(value: Uint8Array | readonly Uint8Array[]): void {
    if (value instanceof Uint8Array) this.raw(value);
    else for (const piece of value) this.raw(piece);
  }

  /** Copies a text to where there is room for it; false when it turns out to be more than ASCII. */
  #copiedAscii(value: string, at: number): boolean {
    const buffer = this.#buffer;
    let bits = 0;
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      bits |= unit;
      buffer[at + index] = unit;
    }
    return bits < 0x80;
  }

  #text(value: string, length: number): void {
    const at = this.#take(length);
    if (length === value.length) this.#buffer.write(value, at, length, "latin1");
    else this.#buffer.write(value, at, length, "utf8");
  }

  /** Makes room for `count` bytes and returns where it begins: in the buffer of afterwards, which may be another. */
  #take(count: number): number {
    if (this.#end + count > this.#buffer.length) this.#grow(count);
    const at = this.#end;
    this.#end += count;
    return at;
  }

  #reserve(count: number): void {
    if (this.#end + count > this.#buffer.length) this.#grow(count);
  }

  #grow(count: number): void {
    this.#closeChunk();
    this.#buffer = Buffer.allocUnsafe(Math.max(count, Math.min(this.#buffer.length * 2, 65_536)));
    this.#view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset, this.#buffer.length);
    this.#start = 0;
    this.#end = 0;
  }

  #closeChunk(): void {
    if (this.#end === this.#start) return;
    this.#done.push(this.#buffer.subarray(this.#start, this.#end));
    this.#doneBytes += this.#end - this.#start;
    this.#start = this.#end;
  }
}

function bytesOf(value: Uint8Array | readonly Uint8Array[]): number {
  return value instanceof Uint8Array ? value.length : value.reduce((sum, { length }) => sum + length, 0);
}

function textBytes(value: string): number {
  const length = Buffer.byteLength(value);
  if (length > maxStringBytes) {
    throw new ProtocolError("unencodable", `a string of ${length} bytes is too long for its field`);
  }
  return length;
}

function refused(value: unknown, type: string): never {
  throw new ProtocolError("unencodable", `${String(value)} is not a value of type ${type}`);
}
