/**
 * Zigzag varints of the record format, on plain numbers. A varlong that 52 bits and a sign hold is computed in doubles;
 * wider ones, which only an absurd timestamp produces, take the way through BigInt.
 */

/** Zigzag doubles a value, so beyond this the doubled one is no longer an exact double. */
const exactLimit = 4_503_599_627_370_496;
const twoToThe32 = 4_294_967_296;

export function varintSize(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  if (zigzag < 0x80) return 1;
  if (zigzag < 0x4000) return 2;
  if (zigzag < 0x200000) return 3;
  return zigzag < 0x10000000 ? 4 : 5;
}

/** Writes a 32-bit value and returns the position after it. */
export function writeVarint(bytes: Uint8Array, position: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = position;
  while (rest >= 0x80) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

export function varlongSize(value: number): number {
  if (value >= -1_073_741_824 && value < 1_073_741_824) return varintSize(value);
  if (value >= exactLimit || value < -exactLimit) return wideSize(zigzagWide(value));
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let size = 1;
  for (; rest >= 0x80; rest /= 128) size++;
  return size;
}

/** Writes a 64-bit value and returns the position after it. */
export function writeVarlong(bytes: Uint8Array, position: number, value: number): number {
  if (value >= -1_073_741_824 && value < 1_073_741_824) return writeVarint(bytes, position, value);
  if (value >= exactLimit || value < -exactLimit) return writeWide(bytes, position, zigzagWide(value));
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let at = position;
  while (rest >= 0x80) {
    // The low seven bits survive `| 0` whatever the size: it is arithmetic modulo 2^32.
    bytes[at++] = ((rest % twoToThe32) & 0x7f) | 0x80;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}

/** What a varint read found: a module-wide pair instead of an object per read. See {@link readVarint}. */
export const varintEnd = { position: 0 };

/**
 * Reads a 32-bit value and leaves the position after it in {@link varintEnd}. On a varint that is cut off by `end`
 * or longer than five bytes, the position is -1 and the value means nothing.
 */
export function readVarint(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    if (at >= end) break;
    const byte = bytes[at++]!; // in bounds: at < end
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      varintEnd.position = at;
      return (value >>> 1) ^ -(value & 1);
    }
  }
  varintEnd.position = -1;
  return 0;
}

/** The same for a 64-bit value of at most ten bytes. */
export function readVarlong(bytes: Uint8Array, position: number, end: number): number {
  let at = position;
  let low = 0; // bits 0 to 27
  let high = 0; // bits 28 up, exact in a double
  for (let shift = 0; shift < 70; shift += 7) {
    if (at >= end) break;
    const byte = bytes[at++]!; // in bounds: at < end
    if (shift < 28) low |= (byte & 0x7f) << shift;
    else high += (byte & 0x7f) * 2 ** (shift - 28);
    if (byte < 0x80) {
      varintEnd.position = at;
      if (shift >= 49) return readWide(bytes, position, at);
      const odd = low & 1;
      const half = high * 134_217_728 + (low >>> 1);
      return odd === 0 ? half : -half - 1;
    }
  }
  varintEnd.position = -1;
  return 0;
}

function zigzagWide(value: number): bigint {
  const wide = BigInt(value);
  return BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
}

function wideSize(zigzag: bigint): number {
  let size = 1;
  for (let rest = zigzag >> 7n; rest !== 0n; rest >>= 7n) size++;
  return size;
}

function writeWide(bytes: Uint8Array, position: number, zigzag: bigint): number {
  let rest = zigzag;
  let at = position;
  while (rest >= 0x80n) {
    bytes[at++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  bytes[at++] = Number(rest);
  return at;
}

function readWide(bytes: Uint8Array, start: number, end: number): number {
  let zigzag = 0n;
  for (let at = end - 1; at >= start; at--) zigzag = (zigzag << 7n) | BigInt(bytes[at]! & 0x7f);
  zigzag = BigInt.asUintN(64, zigzag);
  return Number((zigzag >> 1n) ^ -(zigzag & 1n));
}
