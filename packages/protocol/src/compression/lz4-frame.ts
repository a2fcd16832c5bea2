import { xxhash32 } from "../checksums/xxhash32.ts";
import { CompressionError } from "./compression-error.ts";
import { lz4BlockLength } from "./lz4-block.ts";

/** A frame (github.com/lz4/lz4, doc/lz4_Frame_format.md) looked through from its header to its end mark. */
export interface Lz4Frame {
  readonly blocks: readonly Lz4FrameBlock[];
  /** Whether blocks refer back to the ones before them. Kafka's clients never link them. */
  readonly isLinked: boolean;
  /** What it decompresses to. */
  readonly length: number;
  readonly contentChecksum: number | null;
}

export interface Lz4FrameBlock {
  readonly start: number;
  readonly end: number;
  /** Not compressed, for want of a gain. */
  readonly isStored: boolean;
  /** What it decompresses to. */
  readonly length: number;
}

const frameMagic = 0x184d2204;
const flag = {
  independent: 0x20,
  blockChecksums: 0x10,
  contentSize: 0x08,
  contentChecksum: 0x04,
  dictionary: 0x01,
};
const storedBit = 0x8000_0000;

/** Finds the frame's blocks and its decompressed length, checking all that can be without decompressing. */
export function readLz4Frame(bytes: Uint8Array, maxBytes: number): Lz4Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 7 || view.getUint32(0, true) !== frameMagic) throw corrupt("its magic is missing");
  const flags = view.getUint8(4);
  const maxBlockBytes = readMaxBlockBytes(view.getUint8(5));
  if (flags >>> 6 !== 1) throw corrupt(`version ${flags >>> 6} is unknown`);
  if (flags & flag.dictionary) throw corrupt("it needs a dictionary");

  let at = 6;
  let contentSize: number | null = null;
  if (flags & flag.contentSize) {
    if (bytes.length < at + 9) throw corrupt("its header is cut off");
    contentSize = Number(view.getBigUint64(at, true));
    at += 8;
  }
  const headerChecksum = (xxhash32(bytes.subarray(4, at)) >>> 8) & 0xff;
  if (view.getUint8(at) !== headerChecksum) throw corrupt("its header checksum does not match");
  at++;

  const blocks: Lz4FrameBlock[] = [];
  let length = 0;
  for (;;) {
    if (at + 4 > bytes.length) throw corrupt("its end mark is missing");
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) break;
    const isStored = word >= storedBit;
    const end = at + (isStored ? word - storedBit : word);
    if (end - at > maxBlockBytes) throw corrupt(`a block of ${end - at} bytes is over its maximum`);
    const checksumBytes = flags & flag.blockChecksums ? 4 : 0;
    if (end + checksumBytes > bytes.length) throw corrupt("a block is cut off");
    if (checksumBytes > 0 && xxhash32(bytes.subarray(at, end)) !== view.getUint32(end, true)) {
      throw corrupt("a block checksum does not match");
    }
    const blockLength = isStored ? end - at : lz4BlockLength(bytes, at, end);
    if (blockLength > maxBlockBytes) throw corrupt(`a block grows to ${blockLength} bytes, over its maximum`);
    length += blockLength;
    if (length > maxBytes) {
      throw new CompressionError("tooLarge", `an LZ4 frame of more than ${maxBytes} bytes`);
    }
    blocks.push({ start: at, end, isStored, length: blockLength });
    at = end + checksumBytes;
  }
  if (contentSize !== null && contentSize !== length) throw corrupt("its content size does not match");
  let contentChecksum: number | null = null;
  if (flags & flag.contentChecksum) {
    if (at + 4 > bytes.length) throw corrupt("its content checksum is cut off");
    contentChecksum = view.getUint32(at, true);
  }
  const isLinked = (flags & flag.independent) === 0;
  return { blocks, isLinked, length, contentChecksum };
}

/** 64 KB, 256 KB, 1 MB or 4 MB. */
function readMaxBlockBytes(descriptor: number): number {
  const id = (descriptor >>> 4) & 7;
  if (id < 4) throw corrupt(`the block size ${id} is unknown`);
  return 1 << (8 + 2 * id);
}

function corrupt(reason: string): CompressionError {
  return new CompressionError("corrupt", `not an LZ4 frame: ${reason}`);
}
