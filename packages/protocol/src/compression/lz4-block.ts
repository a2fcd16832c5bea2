import { CompressionError } from "./compression-error.ts";

/*
 * The LZ4 block format (github.com/lz4/lz4, doc/lz4_Block_format.md) in plain JavaScript: sequences of a token,
 * literals, and a match of at least four bytes up to 64 KB back. Used where the native package does not load.
 */

const minMatch = 4;
/** The format's end conditions: the last five bytes are literals, the last match starts twelve before the end. */
const lastLiterals = 5;
const matchMargin = 12;
const maxDistance = 65_535;
const hashBits = 13;
const hashTable = new Int32Array(1 << hashBits);

/** What a block decompresses to, in bytes, found by walking its sequences without producing them. */
export function lz4BlockLength(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let length = 0;
  while (at < end) {
    const token = bytes[at++]!; // at < end
    let literals = token >>> 4;
    if (literals === 15) {
      let byte = 255;
      while (byte === 255 && at < end) literals += byte = bytes[at++]!;
    }
    at += literals;
    length += literals;
    if (at >= end) break;
    at += 2;
    let match = token & 15;
    if (match === 15) {
      let byte = 255;
      while (byte === 255 && at < end) match += byte = bytes[at++]!;
    }
    length += match + minMatch;
  }
  if (at !== end) throw corrupt("a sequence is cut off");
  return length;
}

/**
 * Decompresses the block in `bytes` between `start` and `end` into `target` at `out`, and returns where it ended.
 * Matches may reach back to `windowStart`: the start of this block, or of the frame if its blocks are linked.
 */
export function decompressLz4Block(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  outStart: number,
  windowStart: number,
): number {
  let at = start;
  let out = outStart;
  while (at < end) {
    const token = bytes[at++]!; // at < end
    let literals = token >>> 4;
    if (literals === 15) {
      let byte = 255;
      while (byte === 255 && at < end) literals += byte = bytes[at++]!;
    }
    if (at + literals > end || out + literals > target.length) throw corrupt("literals are too long");
    if (literals > 32) target.set(bytes.subarray(at, at + literals), out);
    else for (let i = 0; i < literals; i++) target[out + i] = bytes[at + i]!;
    at += literals;
    out += literals;
    if (at === end) return out;

    if (at + 2 > end) throw corrupt("a match is cut off");
    const distance = bytes[at]! | (bytes[at + 1]! << 8);
    at += 2;
    let match = token & 15;
    if (match === 15) {
      let byte = 255;
      while (byte === 255 && at < end) match += byte = bytes[at++]!;
    }
    match += minMatch;
    if (distance === 0 || out - distance < windowStart) throw corrupt("a match reaches back too far");
    if (out + match > target.length) throw corrupt("a match is too long");
    if (distance >= match && match > 32) target.copyWithin(out, out - distance, out - distance + match);
    else for (let i = 0; i < match; i++) target[out + i] = target[out + i - distance]!;
    out += match;
  }
  throw corrupt("the last sequence has no end");
}

/** Compresses into a block; without a gain, the result is longer than the input. */
export function compressLz4Block(bytes: Uint8Array): Uint8Array {
  const end = bytes.length;
  const target = Buffer.allocUnsafeSlow(16 + end + Math.ceil(end / 255));
  hashTable.fill(-1);
  let out = 0;
  let literalStart = 0;
  let at = 0;
  const searchEnd = end - matchMargin;
  const matchEnd = end - lastLiterals;
  let skip = 64;
  while (at <= searchEnd) {
    const current = word(bytes, at);
    const slot = Math.imul(current, 0x9e3779b1) >>> (32 - hashBits);
    const candidate = hashTable[slot]!; // slot has hashBits bits
    hashTable[slot] = at;
    if (candidate < 0 || at - candidate > maxDistance || word(bytes, candidate) !== current) {
      // The longer nothing matches, the wider the steps: data that does not compress costs little.
      at += skip++ >>> 6;
      continue;
    }
    let length = minMatch;
    while (at + length < matchEnd && bytes[candidate + length] === bytes[at + length]) length++;
    out = writeSequence(bytes, literalStart, at, target, out, at - candidate, length);
    at += length;
    literalStart = at;
    skip = 64;
  }
  return target.subarray(0, writeSequence(bytes, literalStart, end, target, out, 0, 0));
}

/** A match length of zero writes the block's last sequence, which has literals only. */
function writeSequence(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  outStart: number,
  distance: number,
  matchLength: number,
): number {
  const literals = end - start;
  const match = matchLength === 0 ? 0 : matchLength - minMatch;
  let out = outStart;
  target[out++] = (Math.min(literals, 15) << 4) | Math.min(match, 15);
  if (literals >= 15) out = writeLength(target, out, literals - 15);
  if (literals > 32) target.set(bytes.subarray(start, end), out);
  else for (let i = 0; i < literals; i++) target[out + i] = bytes[start + i]!;
  out += literals;
  if (matchLength === 0) return out;
  target[out++] = distance & 0xff;
  target[out++] = distance >>> 8;
  return match >= 15 ? writeLength(target, out, match - 15) : out;
}

function writeLength(target: Uint8Array, outStart: number, length: number): number {
  let out = outStart;
  let rest = length;
  for (; rest >= 255; rest -= 255) target[out++] = 255;
  target[out++] = rest;
  return out;
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function corrupt(reason: string): CompressionError {
  return new CompressionError("corrupt", `not an LZ4 block: ${reason}`);
}
