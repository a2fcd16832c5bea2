/**
 * CRC-32C (Castagnoli) in plain JavaScript, sixteen bytes a step through sixteen tables ("slicing by 16").
 *
 * Loading whole aligned 32-bit words instead of bytes is what makes it fast (about 2 GB/s): the head up to the
 * first word boundary and the tail after the last full step go byte by byte.
 */

const polynomial = 0x82f63b78;
const tableCount = 16;
const tables = buildTables();

/** Below this, setting up the word view costs more than it saves. */
const shortInputBytes = 48;

const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** The checksum of `bytes`, continuing from `seed`, the checksum of all that came before. */
export function crc32cPortable(bytes: Uint8Array, seed = 0): number {
  const length = bytes.length;
  if (length < shortInputBytes || !isLittleEndian) return ~byteByByte(bytes, 0, length, ~seed) >>> 0;

  const headBytes = -bytes.byteOffset & 3;
  const stepCount = (length - headBytes) >>> 4;
  const bodyEnd = headBytes + (stepCount << 4);
  let crc = byteByByte(bytes, 0, headBytes, ~seed);
  crc = wordByWord(new Int32Array(bytes.buffer, bytes.byteOffset + headBytes, stepCount << 2), crc);
  return ~byteByByte(bytes, bodyEnd, length, crc) >>> 0;
}

function byteByByte(bytes: Uint8Array, start: number, end: number, initial: number): number {
  const table = tables;
  let crc = initial;
  // Every index here is in bounds by construction: `?? 0` would cost a branch per byte.
  for (let i = start; i < end; i++) crc = table[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return crc;
}

function wordByWord(words: Int32Array, initial: number): number {
  const t = tables;
  let crc = initial;
  for (let i = 0; i < words.length; i += 4) {
    const a = words[i]! ^ crc;
    const b = words[i + 1]!;
    const c = words[i + 2]!;
    const d = words[i + 3]!;
    crc =
      t[3840 + (a & 0xff)]! ^
      t[3584 + ((a >>> 8) & 0xff)]! ^
      t[3328 + ((a >>> 16) & 0xff)]! ^
      t[3072 + (a >>> 24)]! ^
      t[2816 + (b & 0xff)]! ^
      t[2560 + ((b >>> 8) & 0xff)]! ^
      t[2304 + ((b >>> 16) & 0xff)]! ^
      t[2048 + (b >>> 24)]! ^
      t[1792 + (c & 0xff)]! ^
      t[1536 + ((c >>> 8) & 0xff)]! ^
      t[1280 + ((c >>> 16) & 0xff)]! ^
      t[1024 + (c >>> 24)]! ^
      t[768 + (d & 0xff)]! ^
      t[512 + ((d >>> 8) & 0xff)]! ^
      t[256 + ((d >>> 16) & 0xff)]! ^
      t[d >>> 24]!;
  }
  return crc;
}

/** Table k holds the effect of a byte that has k more bytes behind it. */
function buildTables(): Int32Array {
  const built = new Int32Array(256 * tableCount);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    built[byte] = crc;
  }
  for (let i = 256; i < built.length; i++) {
    const previous = built[i - 256]!;
    built[i] = (previous >>> 8) ^ built[previous & 0xff]!;
  }
  return built;
}
