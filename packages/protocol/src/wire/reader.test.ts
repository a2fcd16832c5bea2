import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProtocolError, type ProtocolFault } from "./protocol-error.ts";
import { Reader } from "./reader.ts";

function readerOf(hex: string): Reader {
  return new Reader(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

function refuses(fault: ProtocolFault, read: () => unknown): void {
  assert.throws(read, (error) => error instanceof ProtocolError && error.fault === fault);
}

describe("a reader", () => {
  it("reads numbers in network byte order", () => {
    const reader = readerOf("ff 8001 ffff 80000000 ffffffff 0000000200000001 400c000000000000 02");
    assert.equal(reader.int8(), -1);
    assert.equal(reader.int16(), -0x7fff);
    assert.equal(reader.uint16(), 0xffff);
    assert.equal(reader.int32(), -0x80000000);
    assert.equal(reader.uint32(), 0xffffffff);
    assert.equal(reader.int64(), 2 ** 33 + 1);
    assert.equal(reader.float64(), 3.5);
    assert.equal(reader.bool(), true);
    assert.equal(reader.remaining, 0);
  });

  it("reads 64 bits exactly as far as a number is exact, and beyond to the nearest number", () => {
    const cases: [string, number][] = [
      ["001fffffffffffff", Number.MAX_SAFE_INTEGER],
      ["ffe0000000000001", Number.MIN_SAFE_INTEGER],
      ["ffffffffffffffff", -1],
      ["ffffffff00000000", -(2 ** 32)],
      ["7fffffffffffffff", 2 ** 63],
      ["8000000000000000", -(2 ** 63)],
    ];
    for (const [hex, value] of cases) assert.equal(readerOf(hex).int64(), value);
  });

  it("reads variable-length numbers of up to 32 bits, and refuses longer ones", () => {
    assert.equal(readerOf("00").uvarint(), 0);
    assert.equal(readerOf("7f").uvarint(), 127);
    assert.equal(readerOf("8001").uvarint(), 128);
    assert.equal(readerOf("ffffffff0f").uvarint(), 0xffffffff);
    refuses("invalid", () => readerOf("ffffffff1f").uvarint());
    refuses("invalid", () => readerOf("808080808001").uvarint());
    refuses("truncated", () => readerOf("8080").uvarint());
  });

  it("replaces malformed UTF-8 and does not refuse it", () => {
    assert.equal(readerOf("0003 61ff62").string(), "a\ufffdb");
  });

  it("reads null as any negative length, where null may be", () => {
    assert.equal(readerOf("ffff").nullableString(), null);
    assert.equal(readerOf("8000").nullableString(), null);
    assert.equal(readerOf("00").compactNullableString(), null);
    assert.equal(readerOf("ffffffff").nullableBytes(), null);
    assert.equal(readerOf("00").compactNullableBytes(), null);
    assert.equal(readerOf("ffffffff").arrayLength(1), -1);
    assert.equal(readerOf("00").compactArrayLength(1), -1);
  });

  it("refuses null where it may not be", () => {
    refuses("invalid", () => readerOf("ffff").string());
    refuses("invalid", () => readerOf("00").compactString());
    refuses("invalid", () => readerOf("ffffffff").bytes());
    refuses("invalid", () => readerOf("00").compactBytes());
    refuses("invalid", () => readerOf("00").compactRecords());
  });

  it("refuses lengths beyond the frame before it allocates", () => {
    refuses("truncated", () => readerOf("7fff 61").string());
    refuses("truncated", () => readerOf("7fffffff 61").bytes());
    refuses("truncated", () => readerOf("ffffffff0f 61").compactBytes());
    refuses("truncated", () => readerOf("7fffffff 61").arrayLength(1));
    refuses("truncated", () => readerOf("00000003 6161616161").arrayLength(2));
    refuses("invalid", () => readerOf("ffffffff0f 61").compactString());
  });

  it("refuses a compact string that is longer than a plain one can be, though it is there", () => {
    const frame = Buffer.concat([Buffer.from("818002", "hex"), Buffer.alloc(0x8000, "a")]);
    refuses("invalid", () => new Reader(frame).compactString());
  });

  it("refuses more array elements than a frame may hold in all", () => {
    const reader = readerOf("00000002 00000002 ffff");
    reader.elementBudget = 3;
    assert.equal(reader.arrayLength(1), 2);
    refuses("invalid", () => reader.arrayLength(1));
  });

  it("steps over tagged fields that nobody knows", () => {
    const reader = readerOf("02 00 01 ff 8001 02 ffff 07");
    reader.skipTags();
    assert.equal(reader.int8(), 7);
    refuses("truncated", () => readerOf("01 00 05 ff").skipTags());
  });

  it("hands out byte fields as views of the frame", () => {
    const frame = Buffer.from("00000002 abcd".replaceAll(" ", ""), "hex");
    const view = new Reader(frame).bytes();
    frame[4] = 0;
    assert.equal(view.toString("hex"), "00cd");
  });

  it("reads from where it is told to in a part of a larger buffer", () => {
    const frame = Buffer.from("ffff0102030405060708", "hex").subarray(2);
    assert.equal(new Reader(frame, 4).int32(), 0x05060708);
  });
});
