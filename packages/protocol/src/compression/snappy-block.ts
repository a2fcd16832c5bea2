import { CompressionError } from "./compression-error.ts";

/*
 * The raw Snappy format (github.com/google/snappy, format_description.txt) in plain JavaScript: a varint with the
 * decompressed length, then literals and copies. Used where the native package does not load.
 */

/** Three bytes of copy element give at most 64 bytes: no block grows more than this. */
const maxGrowth = 22;

const fragmentBytes = 65_536;
const hashBits = 13;
const hashTable = new Uint16Array(1 << hashBits);
/** Matches are not looked for so close to the end, where reading four bytes at a time would need care. */
const inputMarginBytes = 15;

/** The length that a raw block announces, refused if it is more than the block could possibly hold. */
export function snappyBlockLength(block: Uint8Array): number {
  let length = 0;
  for (let i = 0; i < 5 && i < block.length; i++) {
    const byte = block[i]!; // i < length
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte >= 0x80) continue;
    if (length > block.length * maxGrowth) throw corrupt(`${block.length} bytes cannot hold ${length}`);
    return length;
  }
  throw corrupt("its length is cut off");
}

/** Decompresses a raw block into `target` at `start`, where its announced length must have room. */
export function decompressSnappyBlock(block: Uint8Array, target: Uint8Array, start: number): void {
  const end = start + snappyBlockLength(block);
  let at = 0;
  while (block[at]! >= 0x80) at++; // the length just read: it ends in the block
  at++;

  let out = start;
  while (at < block.length) {
    const tag = block[at++]!; // at < length
    const kind = tag & 3;
    let length = (tag >>> 2) + 1;
    if (kind === 0) {
      if (length > 60) {
        const lengthBytes = length - 60;
        if (at + lengthBytes > block.length) throw corrupt("a literal's length is cut off");
        length = 1;
        for (let i = 0; i < lengthBytes; i++) length += block[at + i]! * 2 ** (8 * i);
        at += lengthBytes;
      }
      if (at + length > block.length || out + length > end) throw corrupt("a literal is too long");
      copyLiteral(block, at, target, out, length);
      at += length;
    } else {
      const offsetBytes = kind === 3 ? 4 : kind;
      if (at + offsetBytes > block.length) throw corrupt("a copy is cut off");
      let offset = block[at]!;
      if (kind === 1) {
        length = ((tag >>> 2) & 7) + 4;
        offset += (tag >>> 5) << 8;
      } else {
        offset += block[at + 1]! << 8;
        if (kind === 3) offset += (block[at + 2]! << 16) + block[at + 3]! * 2 ** 24;
      }
      at += offsetBytes;
      if (offset === 0 || offset > out - start) throw corrupt("a copy reaches back too far");
      if (out + length > end) throw corrupt("a copy is too long");
      for (let i = 0; i < length; i++) target[out + i] = target[out + i - offset]!;
    }
    out += length;
  }
  if (out !== end) throw corrupt(`${out - start} bytes instead of ${end - start}`);
}

/** Compresses into a raw block. */
export function compressSnappyBlock(bytes: Uint8Array): Uint8Array {
  const target = Buffer.allocUnsafeSlow(32 + bytes.length + Math.ceil(bytes.length / 6));
  let out = 0;
  let rest = bytes.length;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) target[out++] = (rest & 0x7f) | 0x80;
  target[out++] = rest;
  for (let start = 0; start < bytes.length; start += fragmentBytes) {
    out = compressFragment(bytes, start, Math.min(start + fragmentBytes, bytes.length), target, out);
  }
  return target.subarray(0, out);
}

function compressFragment(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  outStart: number,
): number {
  hashTable.fill(0);
  let out = outStart;
  let literalStart = start;
  let at = start + 1;
  const searchEnd = end - inputMarginBytes;
  while (at < searchEnd) {
    // The longer nothing matches, the wider the steps: data that does not compress costs little.
    let skip = 32;
    let candidate = start;
    for (;;) {
      const current = word(bytes, at);
      const slot = Math.imul(current, 0x1e35a7bd) >>> (32 - hashBits);
      candidate = start + hashTable[slot]!; // slot has hashBits bits
      hashTable[slot] = at - start;
      if (candidate < at && word(bytes, candidate) === current) break;
      at += skip++ >>> 5;
      if (at >= searchEnd) return writeLiteral(bytes, literalStart, end, target, out);
    }
    out = writeLiteral(bytes, literalStart, at, target, out);
    let length = 4;
    while (at + length < end && bytes[candidate + length] === bytes[at + length]) length++;
    out = writeCopies(target, out, at - candidate, length);
    at += length;
    literalStart = at;
  }
  return writeLiteral(bytes, literalStart, end, target, out);
}

function writeLiteral(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  outStart: number,
): number {
  const length = end - start;
  if (length === 0) return outStart;
  let out = outStart;
  const coded = length - 1;
  if (coded < 60) {
    target[out++] = coded << 2;
  } else {
    const lengthBytes = coded < 0x100 ? 1 : 2;
    target[out++] = (59 + lengthBytes) << 2;
    target[out++] = coded & 0xff;
    if (lengthBytes === 2) target[out++] = coded >>> 8;
  }
  copyLiteral(bytes, start, target, out, length);
  return out + length;
}

/** A copy element holds up to 64 bytes, and at least 4 if it is to be one of the short form. */
function writeCopies(target: Uint8Array, outStart: number, offset: number, length: number): number {
  let out = outStart;
  let rest = length;
  while (rest >= 68) {
    out = writeLongCopy(target, out, offset, 64);
    rest -= 64;
  }
  if (rest > 64) {
    out = writeLongCopy(target, out, offset, 60);
    rest -= 60;
  }
  if (rest >= 12 || offset >= 2048) return writeLongCopy(target, out, offset, rest);
  target[out++] = ((offset >>> 8) << 5) | ((rest - 4) << 2) | 1;
  target[out++] = offset & 0xff;
  return out;
}

function writeLongCopy(target: Uint8Array, out: number, offset: number, length: number): number {
  target[out] = ((length - 1) << 2) | 2;
  target[out + 1] = offset & 0xff;
  target[out + 2] = offset >>> 8;
  return out + 3;
}

function copyLiteral(
  source: Uint8Array,
  start: number,
  target: Uint8Array,
  out: number,
  length: number,
): void {
  if (length > 32) target.set(source.subarray(start, start + length), out);
  else for (let i = 0; i < length; i++) target[out + i] = source[start + i]!;
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function corrupt(reason: string): CompressionError {
  return new CompressionError("corrupt", `not a Snappy block: ${reason}`);
}
