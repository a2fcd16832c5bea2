import { CompressionError } from "./compression-error.ts";
import { once, placeWhole, type SnappyPackage, snappyPackage } from "./native.ts";
import { compressSnappyBlock, decompressSnappyBlock, snappyBlockLength } from "./snappy-block.ts";

/** How single blocks are done: by the native package, or by the portable code. */
export interface SnappyBlocks {
  compress(bytes: Uint8Array): Uint8Array;
  /** Into `target` at `out`, where the block's announced length has room. */
  decompress(block: Uint8Array, target: Uint8Array, out: number): void;
}

export const portableSnappyBlocks: SnappyBlocks = {
  compress: compressSnappyBlock,
  decompress: decompressSnappyBlock,
};

const fastest = once(() => {
  const native = snappyPackage();
  return native === null ? portableSnappyBlocks : nativeBlocks(native);
});

export const snappyBlocks: SnappyBlocks = {
  compress: (bytes) => fastest().compress(bytes),
  decompress: (block, target, out) => fastest().decompress(block, target, out),
};

/**
 * The framing of the Java library (xerial/snappy-java, SnappyOutputStream), in which Kafka's Java clients write: this
 * header, then blocks of 32 KB input, each with its length in four bytes before it.
 */
const streamMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const streamHeader = Buffer.concat([streamMagic, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])]);
const blockInputBytes = 32_768;

export function compressSnappy(bytes: Uint8Array, blocks: SnappyBlocks = snappyBlocks): Uint8Array {
  const parts: Uint8Array[] = [streamHeader];
  for (let start = 0; start < bytes.length; start += blockInputBytes) {
    const block = blocks.compress(bytes.subarray(start, start + blockInputBytes));
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/**
 * Reads both what Java writes and the bare block that librdkafka and others do. Lengths are believed only within
 * `maxBytes`, and only as far as the block could grow to them.
 *
 * Up to three bytes after the last block are let be, as Kafka does: there is no room in them for another one's length.
 */
export function decompressSnappy(
  bytes: Uint8Array,
  maxBytes: number,
  blocks: SnappyBlocks = snappyBlocks,
): Buffer {
  const parts = isStream(bytes, 0) ? blocksIn(bytes) : [bytes];
  let length = 0;
  for (const block of parts) length += snappyBlockLength(block);
  if (length > maxBytes) {
    throw new CompressionError("tooLarge", `Snappy data of ${length} bytes, more than ${maxBytes}`);
  }
  const target = Buffer.allocUnsafeSlow(length);
  let out = 0;
  for (const block of parts) {
    blocks.decompress(block, target, out);
    out += snappyBlockLength(block);
  }
  return target;
}

function isStream(bytes: Uint8Array, at: number): boolean {
  return bytes.length - at >= streamHeader.length && streamMagic.every((byte, i) => bytes[at + i] === byte);
}

function blocksIn(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  let at = streamHeader.length;
  while (at + 4 <= bytes.length) {
    if (isStream(bytes, at)) {
      at += streamHeader.length; // streams set end to end, each with its header
      continue;
    }
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) throw new CompressionError("corrupt", "a Snappy block is cut off");
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function nativeBlocks(native: SnappyPackage): SnappyBlocks {
  return {
    compress: (bytes) => native.compressSync(bytes, { copyOutputData: true }),
    decompress(block, target, out) {
      const options = { asBuffer: true, copyOutputData: true } as const;
      const length = snappyBlockLength(block);
      placeWhole(() => native.uncompressSync(block, options), length, target, out, "Snappy");
    },
  };
}
