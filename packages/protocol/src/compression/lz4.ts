import { xxhash32 } from "../checksums/xxhash32.ts";
import { CompressionError } from "./compression-error.ts";
import { compressLz4Block, decompressLz4Block } from "./lz4-block.ts";
import { type Lz4Frame, readLz4Frame } from "./lz4-frame.ts";
import { type Lz4Package, lz4Package } from "./native.ts";

/** How the bytes are done, frame and limits aside: by the native package, or by the portable code. */
export interface Lz4Engine {
  compressBlock(bytes: Uint8Array): Uint8Array;
  /** Decompresses a frame that has been looked through: its `length` is what it must come to. */
  decompressFrame(frame: Lz4Frame): Buffer;
}

export const portableLz4: Lz4Engine = { compressBlock: compressLz4Block, decompressFrame };
export const lz4Engine: Lz4Engine = lz4Package === null ? portableLz4 : nativeEngine(lz4Package);

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
  return engine.decompressFrame(readLz4Frame(bytes, maxBytes));
}

function decompressFrame(frame: Lz4Frame): Buffer {
  const target = Buffer.allocUnsafeSlow(frame.length);
  let out = 0;
  for (const block of frame.blocks) {
    if (block.isStored) {
      target.set(frame.bytes.subarray(block.start, block.end), out);
      out += block.end - block.start;
    } else {
      const windowStart = frame.isLinked ? 0 : out;
      out = decompressLz4Block(frame.bytes, block.start, block.end, target, out, windowStart);
    }
  }
  if (frame.contentChecksum !== null && xxhash32(target) !== frame.contentChecksum) {
    throw new CompressionError("corrupt", "the content checksum of an LZ4 frame does not match");
  }
  return target;
}

function nativeEngine(native: Lz4Package): Lz4Engine {
  return {
    compressBlock: (bytes) => native.compressSync(bytes).subarray(4),
    decompressFrame(frame) {
      if (frame.length === 0) return Buffer.alloc(0);
      let content: Buffer;
      try {
        content = native.decompressFrameSync(frame.bytes.subarray(frame.start, frame.end));
      } catch (cause) {
        throw new CompressionError("corrupt", "not an LZ4 frame", { cause });
      }
      if (content.length !== frame.length) throw new CompressionError("corrupt", "an LZ4 frame is cut off");
      return content;
    },
  };
}
