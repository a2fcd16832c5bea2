import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crc32c, crc32cNative } from "./crc32c.ts";
import { crc32cPortable } from "./crc32c-portable.ts";

const implementations = [
  { name: "the chosen one", sum: crc32c },
  { name: "the portable one", sum: crc32cPortable },
  ...(crc32cNative === null ? [] : [{ name: "the native one", sum: crc32cNative }]),
];

for (const { name, sum } of implementations) {
  describe(`CRC-32C, ${name}`, () => {
    it("gives the published check values (RFC 3720, B.4)", () => {
      assert.equal(sum(Buffer.from("123456789")), 0xe3069283);
      assert.equal(sum(Buffer.alloc(32)), 0x8a9136aa);
      assert.equal(sum(Buffer.alloc(32, 0xff)), 0x62a8ab43);
      assert.equal(sum(Buffer.from(Array.from({ length: 32 }, (_, i) => i))), 0x46dd794e);
      assert.equal(sum(new Uint8Array(0)), 0);
    });

    it("agrees with the bitwise definition at every length and alignment", () => {
      const bytes = patternBytes(400);
      for (let start = 0; start < 8; start++) {
        for (let end = start; end <= bytes.length; end++) {
          const slice = bytes.subarray(start, end);
          assert.equal(sum(slice), bitwise(slice), `bytes ${start} to ${end}`);
        }
      }
    });

    it("continues from the sum of what came before, wherever the cut", () => {
      const bytes = patternBytes(600);
      const whole = sum(bytes);
      for (let cut = 0; cut <= bytes.length; cut++) {
        assert.equal(sum(bytes.subarray(cut), sum(bytes.subarray(0, cut))), whole);
      }
    });
  });
}

function patternBytes(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (i * 167 + (i >> 3)) & 0xff));
}

function bitwise(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
