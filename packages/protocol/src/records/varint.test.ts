import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import {
  readVarint,
  readVarlong,
  varintEnd,
  varintSize,
  varlongSize,
  writeVarint,
  writeVarlong,
} from "./varint.ts";

const target = Buffer.alloc(16);

describe("varints", () => {
  it("have the bytes of the protocol guide's zigzag", () => {
    const known: ReadonlyArray<readonly [number, string]> = [
      [0, "00"],
      [-1, "01"],
      [1, "02"],
      [63, "7e"],
      [-64, "7f"],
      [64, "8001"],
      [2147483647, "feffffff0f"],
      [-2147483648, "ffffffff0f"],
    ];
    for (const [value, hex] of known) {
      assert.equal(target.toString("hex", 0, writeVarint(target, 0, value)), hex);
      assert.equal(target.toString("hex", 0, writeVarlong(target, 0, value)), hex);
    }
  });

  it("come back as written, in the size foretold, at every power of two", () => {
    for (let bit = 0; bit < 32; bit++) {
      for (const near of [-1, 0, 1]) {
        for (const value of [(2 ** bit + near) | 0, (-(2 ** bit) + near) | 0]) {
          const end = writeVarint(target, 0, value);
          assert.equal(end, varintSize(value));
          assert.equal(readVarint(target, 0, end), value);
          assert.equal(varintEnd.position, end);
        }
      }
    }
  });
});

describe("varlongs", () => {
  it("equal what 64-bit arithmetic gives, at every power of two that a number holds exactly", () => {
    for (let bit = 0; bit <= 53; bit++) {
      for (const near of [-1, 0, 1]) {
        checkVarlong(2 ** bit + near);
        checkVarlong(-(2 ** bit) + near);
      }
    }
    checkVarlong(-(2 ** 63));
    checkVarlong(2 ** 62);
  });

  it("equal what 64-bit arithmetic gives, for any number", () => {
    fc.assert(fc.property(fc.maxSafeInteger(), checkVarlong));
  });
});

it("a varint that is cut off or too long is refused", () => {
  const endless = Buffer.alloc(12, 0x80);
  for (let length = 0; length <= endless.length; length++) {
    readVarint(endless, 0, length);
    assert.equal(varintEnd.position, -1);
    readVarlong(endless, 0, length);
    assert.equal(varintEnd.position, -1);
  }
});

function checkVarlong(value: number): void {
  if (Number.isInteger(value) && BigInt.asIntN(64, BigInt(value)) !== BigInt(value)) return;
  const expected = bigVarlong(BigInt(value));
  const end = writeVarlong(target, 0, value);
  assert.equal(target.toString("hex", 0, end), expected, String(value));
  assert.equal(varlongSize(value), end, String(value));
  assert.equal(readVarlong(target, 0, end), value);
  assert.equal(varintEnd.position, end);
}

function bigVarlong(value: bigint): string {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes).toString("hex");
}
