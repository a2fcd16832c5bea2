import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BufferPool } from "@ottla/runtime";
import { FrameError, FrameReader } from "./frame-reader.ts";

function frame(content: Buffer | string): Buffer {
  const body = Buffer.from(content);
  return Buffer.concat([lengthOf(body.length), body]);
}

function lengthOf(size: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(size);
  return length;
}

/** Bytes of which no two neighbours, and no two blocks, are alike. */
function pattern(size: number, seed: number): Buffer {
  return Buffer.from(
    Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8) * 7 + seed) & 0xff),
  );
}

/** A chunk as a socket gives it: alone in its memory, and the reader's to give back. */
function chunkOf(bytes: Buffer): Buffer {
  const chunk = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(chunk);
  return chunk;
}

const noFrame = (): never => assert.fail("no frame");

describe("a frame reader", () => {
  it("gives the same frames for every way to cut a stream in two", () => {
    const stream = Buffer.concat([frame("one"), frame(""), frame("three, a longer one"), frame("x")]);
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const reader = new FrameReader(100);
      const frames: string[] = [];
      reader.push(stream.subarray(0, cut), ({ bytes }) => frames.push(bytes.toString()));
      reader.push(stream.subarray(cut), ({ bytes }) => frames.push(bytes.toString()));
      assert.deepEqual(frames, ["one", "", "three, a longer one", "x"], `cut at ${cut}`);
      assert.equal(reader.pendingBytes, 0);
    }
  });

  it("gives the same frames for a stream that arrives byte by byte", () => {
    const reader = new FrameReader(1000);
    const frames: string[] = [];
    const contents = ["one", "", "x".repeat(500), "two"];
    for (const byte of Buffer.concat(contents.map(frame))) {
      reader.push(Buffer.from([byte]), ({ bytes }) => frames.push(bytes.toString()));
    }
    assert.deepEqual(frames, contents);
  });

  for (const pieceBytes of [1000, 4096, 5000, 65_536, 300_000]) {
    it(`gives the same frames in pieces of ${pieceBytes} bytes, while each is released and its memory used again`, () => {
      const contents = [10, 5000, 0, 70_000, 262_140, 3, 4096, 1_100_000, 8000, 130_000].map(pattern);
      const stream = Buffer.concat(contents.map(frame));
      const reader = new FrameReader(2_000_000, new BufferPool());
      let count = 0;
      for (let round = 0; round < 3; round += 1) {
        for (let at = 0; at < stream.length; at += pieceBytes) {
          reader.push(chunkOf(stream.subarray(at, at + pieceBytes)), (each) => {
            assert.ok(each.bytes.equals(contents[count++ % contents.length]!), `frame ${count}`);
            each.release();
          });
        }
      }
      assert.equal(count, 3 * contents.length);
      assert.equal(reader.pendingBytes, 0);
    });
  }

  it("leaves a frame alone that is not released, whatever comes after it", () => {
    const contents = [5000, 100, 200_000, 5000].map(pattern);
    const reader = new FrameReader(2_000_000, new BufferPool());
    const kept: Buffer[] = [];
    for (let round = 0; round < 4; round += 1) {
      const stream = Buffer.concat(contents.map(frame));
      for (let at = 0; at < stream.length; at += 65_536) {
        reader.push(chunkOf(stream.subarray(at, at + 65_536)), (each) => {
          if (round % 2 === 0) kept.push(each.bytes);
          else each.release();
        });
      }
    }
    assert.equal(kept.length, 8);
    for (const [index, bytes] of kept.entries()) assert.ok(bytes.equals(contents[index % 4]!));
  });

  it("refuses a negative or absurd length as soon as it is read, in one piece or in four", () => {
    for (const size of [-1, 101, 0x7fffffff, -0x80000000]) {
      assert.throws(() => new FrameReader(100).push(lengthOf(size), noFrame), FrameError);
      const reader = new FrameReader(100);
      const [first, ...rest] = Array.from(lengthOf(size), (byte) => Buffer.from([byte]));
      reader.push(first!, noFrame);
      assert.throws(() => rest.forEach((byte) => reader.push(byte, noFrame)), FrameError);
    }
  });

  it("has room at once for a frame as large as the one before, and no more than for that", () => {
    const reader = new FrameReader(1 << 30, new BufferPool());
    reader.push(Buffer.concat([lengthOf(1_000_000), Buffer.alloc(10_000)]), noFrame);
    assert.ok(reader.pendingBytes < 100_000);
    let received = 0;
    for (let piece = 0; piece < 99; piece++) {
      reader.push(Buffer.alloc(10_000), (frame) => {
        received = frame.bytes.length;
        frame.release();
      });
    }
    assert.equal(received, 1_000_000);
    reader.push(Buffer.concat([lengthOf(1 << 30), Buffer.alloc(10)]), noFrame);
    assert.ok(reader.pendingBytes >= 1_000_000 && reader.pendingBytes <= 1_250_010);
  });

  it("holds a small multiple of what has arrived, whatever was announced", () => {
    for (const pieceBytes of [1, 10, 1000, 65_536]) {
      const reader = new FrameReader(1 << 30, new BufferPool());
      reader.push(lengthOf(1 << 30), noFrame);
      let arrivedBytes = 4;
      for (let piece = 0; piece < 50; piece += 1) {
        reader.push(Buffer.alloc(pieceBytes), noFrame);
        arrivedBytes += pieceBytes;
        assert.ok(reader.pendingBytes >= arrivedBytes);
        assert.ok(reader.pendingBytes <= Math.max(128, 8 * arrivedBytes), `${reader.pendingBytes}`);
      }
    }
  });
});
