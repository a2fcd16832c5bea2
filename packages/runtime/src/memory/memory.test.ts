import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BufferPool } from "./buffer-pool.ts";
import { discard } from "./discard.ts";
import { SharedBuffer } from "./shared-buffer.ts";

describe("shared memory", () => {
  it("is given back when its last user has let go of it, and not before", () => {
    const returned: Buffer[] = [];
    const memory = new SharedBuffer(Buffer.alloc(10), (bytes) => returned.push(bytes));
    memory.hold();
    memory.release();
    assert.equal(returned.length, 0);
    memory.release();
    assert.deepEqual(returned, [memory.bytes]);
  });

  it("refuses to be used or let go of after that", () => {
    const memory = new SharedBuffer(Buffer.alloc(10), () => {});
    memory.release();
    assert.throws(() => memory.hold(), /used again/);
    assert.throws(() => memory.release(), /more often/);
  });
});

describe("a pool of buffers", () => {
  it("gives out what was given back, and never what somebody still has", () => {
    const pool = new BufferPool();
    const first = pool.take(10_000);
    const second = pool.take(10_000);
    assert.notEqual(first.bytes, second.bytes);
    assert.equal(first.bytes.length, 10_240);
    first.release();
    assert.equal(pool.take(9000).bytes, first.bytes);
    assert.notEqual(pool.take(9000).bytes, first.bytes);
  });

  it("gives a quarter more than is asked for at most, and often the same size", () => {
    const pool = new BufferPool();
    const sizes = new Set<number>();
    for (let byteCount = 4096; byteCount <= 2_000_000; byteCount += 999) {
      const { length } = pool.take(byteCount).bytes;
      assert.ok(length >= byteCount && length <= 1.25 * byteCount, `${length} for ${byteCount}`);
      sizes.add(length);
    }
    assert.equal(sizes.size, 4 * 9 + 1);
    for (const exact of [1, 4096, 65_536, 1 << 20, 4 << 20]) {
      assert.equal(pool.take(exact).bytes.length, Math.max(exact, 4096));
    }
  });

  it("keeps no more than it may, and nothing that is huge", () => {
    const pool = new BufferPool(40_000);
    for (const memory of [1, 2, 3].map(() => pool.take(16_384))) memory.release();
    assert.equal(pool.keptBytes, 32_768);
    const huge = pool.take(5_000_000);
    assert.equal(huge.bytes.length, 5_000_000);
    huge.release();
    assert.equal(pool.keptBytes, 32_768);
  });
});

describe("discarding a buffer", () => {
  it("gives its memory back at once", () => {
    const bytes = Buffer.allocUnsafeSlow(65_536);
    discard(bytes);
    assert.equal(bytes.length, 0);
  });

  it("leaves memory alone that is shared with others, and what is too small to matter", () => {
    const whole = Buffer.allocUnsafeSlow(65_536);
    const small = Buffer.allocUnsafeSlow(100);
    const shared = Buffer.from(new SharedArrayBuffer(65_536));
    for (const bytes of [whole.subarray(0, 30_000), whole.subarray(4), small, shared]) {
      const { length } = bytes;
      discard(bytes);
      assert.equal(bytes.length, length);
    }
    assert.equal(whole.length, 65_536);
  });
});
