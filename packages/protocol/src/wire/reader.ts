import { defaultMaxElements, maxStringBytes } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";
import { uuidAt } from "./uuid.ts";

const twoTo32 = 2 ** 32;

/**
 * Reads the primitives of the Kafka protocol (the protocol guide, "Protocol Primitive Types"). Every length is checked
 * against what is there before anything is allocated for it. Byte fields are views of the frame, not copies.
 */
export class Reader {
  readonly buffer: Buffer;
  readonly #view: DataView;
  position: number;
  /** How many more array elements may come. */
  elementBudget = defaultMaxElements;

  constructor(buffer: Buffer, position = 0) {
    this.buffer = buffer;
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    this.position = position;
  }

  get remaining(): number {
    return this.buffer.length - this.position;
  }

  /** Steps over `count` bytes and returns where they began. */
  #take(count: number): number {
    const start = this.position;
    if (start + count > this.buffer.length) {
      throw new ProtocolError("truncated", `${count} bytes wanted at ${start}, ${this.remaining} are left`);
    }
    this.position = start + count;
    return start;
  }

  int8(): number {
    return this.#view.getInt8(this.#take(1));
  }

  bool(): boolean {
    return this.#view.getInt8(this.#take(1)) !== 0;
  }

  int16(): number {
    return this.#view.getInt16(this.#take(2));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  /** Exact to 2^53 - 1; 2^63 - 1 reads as the nearest number and is written back as itself. */
  int64(): number {
    const start = this.#take(8);
    return this.#view.getInt32(start) * twoTo32 + this.#view.getUint32(start + 4);
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8));
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  uvarint(): number {
    const first = this.#view.getUint8(this.#take(1));
    return first < 0x80 ? first : this.#longUvarint(first);
  }

  #longUvarint(first: number): number {
    let value = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.#view.getUint8(this.#take(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value >= twoTo32) break;
        return value;
      }
    }
    throw new ProtocolError(
      "invalid",
      `a variable-length number before ${this.position} is longer than 32 bits`,
    );
  }

  uuid(): string {
    return uuidAt(this.buffer, this.#take(16));
  }

  /** `count` bytes as a view. */
  raw(count: number): Buffer {
    const start = this.#take(count);
    return this.buffer.subarray(start, start + count);
  }

  skip(count: number): void {
    this.#take(count);
  }

  /** Steps over tagged fields of which none is known (KIP-482). */
  skipTags(): void {
    for (let count = this.uvarint(); count > 0; count -= 1) {
      this.uvarint();
      this.#take(this.uvarint());
    }
  }

  string(): string {
    return this.#required(this.nullableString(), "string");
  }

  nullableString(): string | null {
    return this.#text(this.int16());
  }

  compactString(): string {
    return this.#required(this.compactNullableString(), "string");
  }

  compactNullableString(): string | null {
    return this.#text(this.uvarint() - 1);
  }

  bytes(): Buffer {
    return this.#required(this.nullableBytes(), "byte field");
  }

  nullableBytes(): Buffer | null {
    const length = this.int32();
    return length < 0 ? null : this.raw(length);
  }

  compactBytes(): Buffer {
    return this.#required(this.compactNullableBytes(), "byte field");
  }

  compactNullableBytes(): Buffer | null {
    const length = this.uvarint() - 1;
    return length < 0 ? null : this.raw(length);
  }

  records(): Buffer {
    return this.bytes();
  }

  nullableRecords(): Buffer | null {
    return this.nullableBytes();
  }

  compactRecords(): Buffer {
    return this.compactBytes();
  }

  compactNullableRecords(): Buffer | null {
    return this.compactNullableBytes();
  }

  /** Number of elements, -1 for null. Each takes `minElementBytes` or more, so a count beyond what is left is a lie. */
  arrayLength(minElementBytes: number): number {
    return this.#count(this.int32(), minElementBytes);
  }

  compactArrayLength(minElementBytes: number): number {
    return this.#count(this.uvarint() - 1, minElementBytes);
  }

  /** The cold path of arrays and structs that may not be null. */
  nullRefused(what: string): never {
    throw new ProtocolError("invalid", `a ${what} before ${this.position} is null, and may not be`);
  }

  #count(count: number, minElementBytes: number): number {
    if (count < 0) return -1;
    if (count * minElementBytes > this.remaining) {
      throw new ProtocolError(
        "truncated",
        `${count} elements announced at ${this.position}, ${this.remaining} bytes are left`,
      );
    }
    this.elementBudget -= count;
    if (this.elementBudget < 0) {
      throw new ProtocolError(
        "invalid",
        `more array elements than one message may have, at ${this.position}`,
      );
    }
    return count;
  }

  #text(length: number): string | null {
    if (length < 0) return null;
    if (length > maxStringBytes) {
      throw new ProtocolError("invalid", `a string of ${length} bytes at ${this.position}`);
    }
    const start = this.#take(length);
    return this.buffer.toString("utf8", start, start + length);
  }

  #required<T>(value: T | null, what: string): T {
    return value ?? this.nullRefused(what);
  }
}
