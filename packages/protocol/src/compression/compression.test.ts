import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { type CompressionCodec, compressionCodecs } from "./codec.ts";
import { compress, compressionLevels } from "./compress.ts";
import { CompressionError } from "./compression-error.ts";
import { decompress } from "./decompress.ts";
import { compressLz4, decompressLz4, lz4Engine, portableLz4 } from "./lz4.ts";
import { compressSnappy, decompressSnappy, portableSnappyBlocks, snappyBlocks } from "./snappy.ts";

interface Implementation {
  readonly name: string;
  pack(this: void, bytes: Uint8Array): Buffer;
  decompress(bytes: Buffer, maxBytes: number): Buffer;
}

const real = compressionCodecs.filter((codec) => codec !== "none");
const implementations: readonly Implementation[] = [
  ...real.map((codec) => ({
    name: codec,
    pack: (bytes: Uint8Array) => Buffer.from(compress(codec, bytes)),
    decompress: (bytes: Buffer, maxBytes: number) => decompress(codec, bytes, maxBytes),
  })),
  {
    name: "portable snappy",
    pack: (bytes) => Buffer.from(compressSnappy(bytes, portableSnappyBlocks)),
    decompress: (bytes, maxBytes) => decompressSnappy(bytes, maxBytes, portableSnappyBlocks),
  },
  {
    name: "portable lz4",
    pack: (bytes) => Buffer.from(compressLz4(bytes, portableLz4)),
    decompress: (bytes, maxBytes) => decompressLz4(bytes, maxBytes, portableLz4),
  },
];

const text = Buffer.from(
  Array.from({ length: 4000 }, (_, i) => `{"id":${i},"name":"user-${i % 37}"}`).join("\n"),
);
const noise = Buffer.from(
  Array.from({ length: 100_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 0xff),
);

for (const implementation of implementations) {
  describe(`compression: ${implementation.name}`, () => {
    const { pack } = implementation;

    it("gives back what went in, at every size up to 300 and around block boundaries", () => {
      const sizes = [32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 131_072, text.length];
      for (let size = 0; size <= 300; size++) sizes.push(size);
      for (const size of sizes) {
        for (const source of [text, noise, Buffer.alloc(text.length)]) {
          const bytes = source.subarray(0, size);
          const packed = pack(bytes);
          assert.ok(implementation.decompress(packed, bytes.length).equals(bytes), `${size} bytes`);
        }
      }
    });

    it("gives back any mixture of the repeated and the random", () => {
      const piece = fc.tuple(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 1, max: 400 }));
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
          const bytes = Buffer.concat(
            pieces.flatMap(([part, times]) => Array.from({ length: times }, () => part)),
          );
          assert.ok(implementation.decompress(pack(bytes), bytes.length).equals(bytes));
        }),
        { numRuns: 100 },
      );
    });

    it("makes text smaller by half at least, and noise hardly larger", () => {
      assert.ok(pack(text).length < text.length / 2);
      assert.ok(pack(noise).length < noise.length * 1.02 + 64);
    });

    it("refuses to grow beyond the limit, by a byte or by far", () => {
      const bomb = pack(Buffer.alloc(10_000_000));
      for (const [bytes, maxBytes] of [
        [pack(text), text.length - 1],
        [bomb, 1_000_000],
        [bomb, 9_999_999],
      ] as const) {
        assert.throws(() => implementation.decompress(bytes, maxBytes), isFault("tooLarge"));
      }
    });

    it("of data cut off at every byte is a refusal, or the beginning of what went in", () => {
      const bytes = text.subarray(0, 600);
      const packed = pack(bytes);
      for (let end = 0; end < packed.length; end++) {
        const part = decompressOrRefuse(implementation, packed.subarray(0, end), 5000);
        if (part !== null) assert.ok(bytes.subarray(0, part.length).equals(part), `${end} bytes`);
      }
    });

    it("of data with any bit wrong is a refusal, or stays within the limit", () => {
      const packed = pack(text.subarray(0, 600));
      for (let bit = 0; bit < packed.length * 8; bit++) {
        packed[bit >> 3]! ^= 1 << (bit & 7);
        const content = decompressOrRefuse(implementation, packed, 5000);
        assert.ok(content === null || content.length <= 5000);
        packed[bit >> 3]! ^= 1 << (bit & 7);
      }
    });

    it("of noise is a refusal", () => {
      const random = fc.uint8Array({ minLength: 1, maxLength: 200 });
      fc.assert(
        fc.property(random, (bytes) => {
          decompressOrRefuse(implementation, Buffer.from(bytes), 5000);
        }),
      );
    });
  });
}

describe("the native and the portable code", () => {
  it("read each other's Snappy and LZ4", () => {
    for (const bytes of [text, noise, text.subarray(0, 10)]) {
      for (const [one, other] of [
        [snappyBlocks, portableSnappyBlocks],
        [portableSnappyBlocks, snappyBlocks],
      ] as const) {
        assert.ok(decompressSnappy(compressSnappy(bytes, one), bytes.length, other).equals(bytes));
      }
      for (const [one, other] of [
        [lz4Engine, portableLz4],
        [portableLz4, lz4Engine],
      ] as const) {
        assert.ok(decompressLz4(compressLz4(bytes, one), bytes.length, other).equals(bytes));
      }
    }
  });
});

describe("compression levels", () => {
  it("trade size for time within the codec's scale", () => {
    for (const codec of ["gzip", "zstd"] as const) {
      const { lowest, highest } = compressionLevels[codec];
      const quick = compress(codec, text, { level: lowest });
      const small = compress(codec, text, { level: highest });
      assert.ok(small.length < quick.length, codec);
      for (const packed of [quick, small]) {
        assert.ok(decompress(codec, Buffer.from(packed), text.length).equals(text));
      }
    }
  });
});

describe("gzip as other clients end it", () => {
  const packed = gzipSync(text);

  it("is read with bytes after it, and refused with a wrong or missing trailer, as by Kafka", () => {
    for (const more of ["", "m", "more", "\0\0", "\x1f\x8b"]) {
      const longer = Buffer.concat([packed, Buffer.from(more, "latin1")]);
      assert.ok(decompress("gzip", longer, text.length).equals(text), more);
    }
    for (let missing = 1; missing <= 20; missing++) {
      assert.throws(() => decompress("gzip", packed.subarray(0, -missing), text.length), isFault("corrupt"));
    }
    for (let end = 1; end <= 8; end++) {
      const wrong = Buffer.from(packed);
      wrong[wrong.length - end]! ^= 0xff;
      assert.throws(() => decompress("gzip", wrong, text.length), isFault("corrupt"));
    }
  });

  it("may be several members end to end", () => {
    const twice = Buffer.concat([packed, packed]);
    assert.ok(decompress("gzip", twice, 2 * text.length).equals(Buffer.concat([text, text])));
  });

  it("is read with every optional header field", () => {
    const header = Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9]);
    const named = Buffer.concat([header, Buffer.from("name\0comment\0"), Buffer.from([0, 0])]);
    const body = packed.subarray(10);
    for (const more of ["", "more"]) {
      const bytes = Buffer.concat([named, body, Buffer.from(more)]);
      assert.ok(decompress("gzip", bytes, text.length).equals(text), more);
    }
  });
});

describe("Zstandard frames", () => {
  const packed = Buffer.from(compress("zstd", text));

  it("may be several frames end to end, and nothing else may follow", () => {
    const twice = Buffer.concat([packed, packed]);
    assert.ok(decompress("zstd", twice, 2 * text.length).equals(Buffer.concat([text, text])));
    assert.throws(() => decompress("zstd", twice, 2 * text.length - 1), isFault("tooLarge"));
    const longer = Buffer.concat([packed, Buffer.from("more")]);
    assert.throws(() => decompress("zstd", longer, text.length), isFault("corrupt"));
  });
});

it("uncompressed bytes are passed through", () => {
  const codec: CompressionCodec = "none";
  assert.equal(compress(codec, text), text);
  assert.equal(decompress(codec, text, 0), text);
});

function decompressOrRefuse(implementation: Implementation, bytes: Buffer, maxBytes: number): Buffer | null {
  try {
    return implementation.decompress(bytes, maxBytes);
  } catch (error) {
    assert.ok(error instanceof CompressionError, String(error));
    return null;
  }
}

function isFault(fault: CompressionError["fault"]): (error: unknown) => boolean {
  return (error) => error instanceof CompressionError && error.fault === fault;
}
