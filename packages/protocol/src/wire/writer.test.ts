import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProtocolError } from "./protocol-error.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

function written(write: (writer: Writer) => void): Buffer {
  const writer = new Writer();
  write(writer);
  return writer.toBuffer();
}

function refuses(write: (writer: Writer) => void): void {
  assert.throws(
    () => written(write),
    (error) => error instanceof ProtocolError && error.fault === "unencodable",
  );
}

describe("a writer", () => {
  it("writes numbers that read back the same, at their limits", () => {
    const numbers = {
      int8: [-0x80, -1, 0, 0x7f],
      int16: [-0x8000, -1, 0, 0x7fff],
      uint16: [0, 0xffff],
      int32: [-0x80000000, -1, 0, 0x7fffffff],
      uint32: [0, 0xffffffff],
      uvarint: [0, 0x7f, 0x80, 0x3fff, 0x4000, 0x7fffffff, 0xffffffff],
      float64: [0, -1.5, Number.MAX_VALUE, Number.POSITIVE_INFINITY],
    } as const;
    for (const [type, values] of Object.entries(numbers)) {
      const method = type as keyof typeof numbers;
      for (const value of values) {
        const reader = new Reader(written((writer) => writer[method](value)));
        assert.equal(reader[method](), value, type);
        assert.equal(reader.remaining, 0, type);
      }
    }
  });

  it("writes 64 bits as a BigInt would", () => {
    const exact = Array.from({ length: 53 }, (_, bits) => 2 ** bits);
    for (const value of [0, ...exact, ...exact.map((power) => power - 1), Number.MAX_SAFE_INTEGER]) {
      for (const signed of [value, -value]) {
        const expected = Buffer.alloc(8);
        expected.writeBigInt64BE(BigInt(signed));
        assert.deepEqual(
          written((writer) => writer.int64(signed)),
          expected,
        );
      }
    }
  });

  it("writes the number nearest to 2^63 - 1 as 2^63 - 1, the sentinel that it was", () => {
    const sentinel = Buffer.from("7fffffffffffffff", "hex");
    assert.deepEqual(
      written((writer) => writer.int64(new Reader(sentinel).int64())),
      sentinel,
    );
    assert.deepEqual(
      written((writer) => writer.int64(-(2 ** 63))),
      Buffer.from("8000000000000000", "hex"),
    );
  });

  it("refuses numbers that their type cannot hold", () => {
    refuses((writer) => writer.int8(0x80));
    refuses((writer) => writer.int16(0x8000));
    refuses((writer) => writer.uint16(-1));
    refuses((writer) => writer.int32(0x80000000));
    refuses((writer) => writer.int32(0.5));
    refuses((writer) => writer.int32(Number.NaN));
    refuses((writer) => writer.uint32(-1));
    refuses((writer) => writer.int64(0.5));
    refuses((writer) => writer.int64(-(2 ** 64)));
  });

  it("writes texts of every length and script that read back the same, across its own growth", () => {
    for (let length = 0; length < 700; length += 7) {
      for (const text of [
        "a".repeat(length),
        "é".repeat(length),
        "日本".repeat(length),
        "🦦".repeat(length),
      ]) {
        const bytes = written((writer) => {
          for (let copies = 0; copies < 3; copies += 1) {
            writer.string(text);
            writer.compactString(text);
          }
        });
        const reader = new Reader(bytes);
        for (let copies = 0; copies < 3; copies += 1) {
          assert.equal(reader.string(), text);
          assert.equal(reader.compactString(), text);
        }
        assert.equal(reader.remaining, 0);
      }
    }
  });

  it("refuses texts beyond 32,767 bytes, and what is not an id", () => {
    refuses((writer) => writer.string("a".repeat(0x8000)));
    refuses((writer) => writer.compactString("é".repeat(0x4000)));
    for (const id of ["", "AAAA", "A".repeat(21), "A".repeat(23), "*".repeat(22)]) {
      refuses((writer) => writer.uuid(id));
    }
  });

  it("passes large byte fields on as they are, and copies small ones", () => {
    const large = Buffer.alloc(10_000, 7);
    const small = Buffer.alloc(10, 8);
    const writer = new Writer();
    writer.bytes(small);
    writer.bytes(large);
    writer.int8(9);
    assert.equal(writer.length, 14 + 10_004 + 1);
    const chunks = writer.chunks();
    assert.ok(chunks.includes(large));
    assert.ok(!chunks.includes(small));
    assert.equal(Buffer.concat(chunks).length, 14 + 10_004 + 1);
  });

  it("writes records that come in pieces as one field", () => {
    const pieces = [Buffer.from("ab"), Buffer.alloc(5000, "c"), Buffer.from("d")];
    const whole = Buffer.concat(pieces);
    assert.deepEqual(new Reader(written((writer) => writer.nullableRecords(pieces))).records(), whole);
    const compact = written((writer) => writer.compactNullableRecords(pieces));
    assert.deepEqual(new Reader(compact).compactRecords(), whole);
  });

  it("keeps its bytes apart from those of a writer beside it", () => {
    const first = new Writer();
    const second = new Writer();
    for (let value = 0; value < 2000; value += 1) {
      first.int32(value);
      second.int32(-value);
    }
    const bytes = first.toBuffer();
    for (let value = 0; value < 2000; value += 1) assert.equal(bytes.readInt32BE(value * 4), value);
  });
});
