import { xxhash32 } from "../checksums/xxhash32.ts";
import { CompressionError } from "./compression-error.ts";
import { compressLz4Block, decompressLz4Block } from "./lz4-block.ts";
import { type Lz4FrameBlock, readLz4Frame } from "./lz4-frame.ts";
import { type Lz4Package, lz4Package, once, placeWhole } from "./native.ts";

/** How single blocks are done: by the native package, or by the portable code. */
export interface Lz4Engine {
  compressBlock(bytes: Uint8Array): Uint8Array;
  /** Decompresses a block that refers to no other into `target` at `out`, where its length has room. */
  decompressBlock(bytes: Uint8Array, block: Lz4FrameBlock, target: Uint8Array, out: number): void;
}

export const portableLz4: Lz4Engine = {
  compressBlock: compressLz4Block,
  decompressBlock: (bytes, block, target, out) =>
    decompressLz4Block(bytes, block.start, block.end, target, out, out),
};

const fastest = once(() => {
  const native = lz4Package();
  return native === null ? portableLz4 : nativeEngine(native);
});

export const lz4Engine: Lz4Engine = {
  compressBlock: (bytes) => fastest().compressBlock(bytes),
  decompressBlock: (bytes, block, target, out) => fastest().decompressBlock(bytes, block, target, out),
};

/** Version 1, independent blocks, no checksums, blocks of at most 64 KB: the frame that Kafka's Java clients write. */
const frameHeader = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
const endMark = Buffer.alloc(4);
const blockInputBytes = 65_536;
const isStored = 0x8000_0000;

export function compressLz4(bytes: Uint8Array, engine: Lz4Engine = lz4Engine): Uint8Array {
  const parts: Uint8Array[] = [frameHeader];
  for (let start = 0; start < bytes.length; start += blockInputBytes) {
    const input = bytes.subarray(start, start + blockInputBytes);
    const block = engine.compressBlock(input);
    const length = Buffer.allocUnsafe(4);
    if (block.length < input.length) {
      length.writeUInt32LE(block.length);
      parts.push(length, block);
    } else {
      length.writeUInt32LE(input.length + isStored);
      parts.push(length, input);
    }
  }
  parts.push(endMark);
  return Buffer.concat(parts);
}

/**
 * Reads one frame, whatever its options (dictionaries excepted), into at most `maxBytes`. What the frame will come to is
 * found out by walking it, before anything is allocated. Bytes after its end mark are let be, as Kafka does.
 */
export function decompressLz4(bytes: Uint8Array, maxBytes: number, engine: Lz4Engine = lz4Engine): Buffer {
  const frame = readLz4Frame(bytes, maxBytes);
  const target = Buffer.allocUnsafeSlow(frame.length);
  let out = 0;
  for (const block of frame.blocks) {
    if (block.isStored) target.set(bytes.subarray(block.start, block.end), out);
    else if (frame.isLinked) decompressLz4Block(bytes, block.start, block.end, target, out, 0);
    else engine.decompressBlock(bytes, block, target, out);
    out += block.length;
  }
  if (frame.contentChecksum !== null && xxhash32(target) !== frame.contentChecksum) {
    throw new CompressionError("corrupt", "the content checksum of an LZ4 frame does not match");
  }
  return target;
}

/** The native package takes and gives blocks with their decompressed length, four bytes, before them. */
function nativeEngine(native: Lz4Package): Lz4Engine {
  return {
    compressBlock: (bytes) => native.compressSync(bytes).subarray(4),
    decompressBlock(bytes, block, target, out) {
      const announced = Buffer.allocUnsafe(4 + block.end - block.start);
      announced.writeUInt32LE(block.length);
      announced.set(bytes.subarray(block.start, block.end), 4);
      placeWhole(() => native.uncompressSync(announced), block.length, target, out, "LZ4");
    },
  };
}
