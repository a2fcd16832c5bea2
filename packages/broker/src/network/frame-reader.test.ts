import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameError, FrameReader } from "./frame-reader.ts";

function frame(content: string): Buffer {
  const body = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

test("every way to cut a stream in two gives the same frames", () => {
  const stream = Buffer.concat([frame("one"), frame(""), frame("three, a longer one"), frame("x")]);
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const reader = new FrameReader(100);
    const frames: string[] = [];
    reader.push(stream.subarray(0, cut), (bytes) => frames.push(bytes.toString()));
    reader.push(stream.subarray(cut), (bytes) => frames.push(bytes.toString()));
    assert.deepEqual(frames, ["one", "", "three, a longer one", "x"], `cut at ${cut}`);
    assert.equal(reader.pendingBytes, 0);
  }
});

test("a stream that arrives byte by byte gives the same frames", () => {
  const reader = new FrameReader(100);
  const frames: string[] = [];
  for (const byte of Buffer.concat([frame("one"), frame("two")])) {
    reader.push(Buffer.from([byte]), (bytes) => frames.push(bytes.toString()));
  }
  assert.deepEqual(frames, ["one", "two"]);
});

test("a negative or absurd length is refused as soon as it is read", () => {
  for (const size of [-1, 101, 0x7fffffff, -0x80000000]) {
    const length = Buffer.alloc(4);
    length.writeInt32BE(size);
    assert.throws(() => new FrameReader(100).push(length, () => assert.fail("no frame")), FrameError);
  }
});

test("an incomplete frame holds what has arrived, not what was announced", () => {
  const reader = new FrameReader(1 << 30);
  const length = Buffer.alloc(4);
  length.writeInt32BE(1 << 30);
  reader.push(length, () => assert.fail("no frame"));
  reader.push(Buffer.alloc(10), () => assert.fail("no frame"));
  assert.equal(reader.pendingBytes, 14);
});
