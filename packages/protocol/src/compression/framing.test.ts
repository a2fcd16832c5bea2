import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { xxhash32 } from "../checksums/xxhash32.ts";
import { CompressionError } from "./compression-error.ts";
import { compressLz4, decompressLz4, lz4Engine, portableLz4 } from "./lz4.ts";
import { compressLz4Block } from "./lz4-block.ts";
import { compressSnappy, decompressSnappy, portableSnappyBlocks, snappyBlocks } from "./snappy.ts";
import { compressSnappyBlock } from "./snappy-block.ts";

const bytes = Buffer.from("to be or not to be, that is to be or not to be ".repeat(20));

for (const [name, blocks] of [
  ["native", snappyBlocks],
  ["portable", portableSnappyBlocks],
] as const) {
  describe(`Snappy framing, ${name}`, () => {
    it("is the Java library's", () => {
      const packed = Buffer.from(compressSnappy(bytes, blocks));
      assert.equal(packed.toString("hex", 0, 16), "82534e41505059000000000100000001");
      assert.equal(packed.readUInt32BE(16), packed.length - 20);
    });

    it("is not needed: a bare block, as librdkafka writes it, is read too", () => {
      assert.deepEqual(decompressSnappy(compressSnappyBlock(bytes), bytes.length, blocks), bytes);
    });

    it("may begin anew within a stream", () => {
      const packed = compressSnappy(bytes, blocks);
      const twice = Buffer.concat([packed, packed]);
      assert.deepEqual(decompressSnappy(twice, 2 * bytes.length, blocks), Buffer.concat([bytes, bytes]));
    });

    it("does not make a length believed that its block cannot hold", () => {
      for (const hex of ["ffffffff0f00", "ffffff7f00", "8080808080808001"]) {
        assert.throws(() => decompressSnappy(Buffer.from(hex, "hex"), 2 ** 40, blocks), CompressionError);
      }
    });
  });
}

interface FrameOptions {
  readonly blockChecksums?: boolean;
  readonly contentChecksum?: boolean;
  readonly contentSize?: number;
  readonly stored?: boolean;
}

/** A frame of one block, with the options that Kafka's clients do not use and others may. */
function frame({ blockChecksums, contentChecksum, contentSize, stored }: FrameOptions): Buffer {
  const flags =
    0x60 |
    (blockChecksums ? 0x10 : 0) |
    (contentSize === undefined ? 0 : 0x08) |
    (contentChecksum ? 0x04 : 0);
  const descriptor = Buffer.concat([Buffer.from([flags, 0x40]), little64(contentSize)]);
  const block = stored ? bytes : Buffer.from(compressLz4Block(bytes));
  return Buffer.concat([
    Buffer.from([0x04, 0x22, 0x4d, 0x18]),
    descriptor,
    Buffer.from([(xxhash32(descriptor) >>> 8) & 0xff]),
    little32(stored ? block.length + 0x8000_0000 : block.length),
    block,
    blockChecksums ? little32(xxhash32(block)) : Buffer.alloc(0),
    little32(0),
    contentChecksum ? little32(xxhash32(bytes)) : Buffer.alloc(0),
  ]);
}

for (const [name, engine] of [
  ["native", lz4Engine],
  ["portable", portableLz4],
] as const) {
  describe(`LZ4 framing, ${name}`, () => {
    it("is that of Kafka's Java clients: independent blocks of 64 KB, no checksums", () => {
      const packed = Buffer.from(compressLz4(bytes, engine));
      assert.equal(packed.toString("hex", 0, 7), "04224d18604082");
      assert.equal(packed.toString("hex", packed.length - 4), "00000000");
    });

    it("is read with every option that other writers use", () => {
      for (const blockChecksums of [false, true]) {
        for (const contentChecksum of [false, true]) {
          for (const contentSize of [undefined, bytes.length]) {
            for (const stored of [false, true]) {
              const options = { blockChecksums, contentChecksum, contentSize, stored };
              const content = decompressLz4(frame(options), bytes.length, engine);
              assert.ok(content.equals(bytes), JSON.stringify(options));
            }
          }
        }
      }
    });

    it("with a wrong checksum or size is refused", () => {
      const whole = frame({ blockChecksums: true, contentChecksum: true, contentSize: bytes.length });
      const wrongContent = Buffer.from(whole);
      wrongContent[whole.length - 1]! ^= 1;
      const wrongBlock = Buffer.from(whole);
      wrongBlock[whole.length - 9]! ^= 1;
      const wrongHeader = Buffer.from(whole);
      wrongHeader[14]! ^= 1;
      for (const wrong of [wrongContent, wrongBlock, wrongHeader, frame({ contentSize: bytes.length + 1 })]) {
        assert.throws(() => decompressLz4(wrong, 1e6, engine), CompressionError);
      }
    });

    it("leaves bytes after the end mark alone, as Kafka does", () => {
      const longer = Buffer.concat([compressLz4(bytes, engine), Buffer.from("more")]);
      assert.deepEqual(decompressLz4(longer, bytes.length, engine), bytes);
    });

    it("may link its blocks", () => {
      // The second block copies the first: a match of all its eight bytes, then five literals that end the block.
      const descriptor = Buffer.from([0x40, 0x40]);
      const first = Buffer.concat([Buffer.from([0x80]), Buffer.from("abcdefgh")]);
      const second = Buffer.concat([Buffer.from([0x04, 8, 0, 0x50]), Buffer.from("12345")]);
      const linked = Buffer.concat([
        Buffer.from([0x04, 0x22, 0x4d, 0x18]),
        descriptor,
        Buffer.from([(xxhash32(descriptor) >>> 8) & 0xff]),
        ...[first, second].flatMap((block) => [little32(block.length), block]),
        little32(0),
      ]);
      assert.equal(decompressLz4(linked, 100, engine).toString(), "abcdefghabcdefgh12345");
    });
  });
}

function little32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function little64(value: number | undefined): Buffer {
  const buffer = Buffer.alloc(value === undefined ? 0 : 8);
  if (value !== undefined) buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}
