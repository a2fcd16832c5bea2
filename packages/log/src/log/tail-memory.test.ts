import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BufferPool } from "@ottla/runtime";
import { append, inVirtualWorld } from "../testing/virtual-logs.ts";
import { TailMemory } from "./tail-memory.ts";

const filled = (size: number, value: number): Buffer => Buffer.alloc(size, value);

describe("the memory of tails", () => {
  it("holds copies, small ones side by side and large ones alone", () => {
    const memory = new TailMemory(new BufferPool());
    const sent = filled(1000, 1);
    const [first, second, large] = [sent, filled(500, 2), filled(700_000, 3)].map((each) =>
      memory.keep({ bytes: each, memory: null }),
    );
    sent.fill(9);
    assert.ok(first!.bytes.equals(filled(1000, 1)));
    assert.ok(second!.bytes.equals(filled(500, 2)));
    assert.ok(large!.bytes.equals(filled(700_000, 3)));
    assert.equal(first!.memory, second!.memory);
    assert.equal(second!.heldBytes, 500);
    assert.notEqual(large!.memory, first!.memory);
    assert.ok(large!.heldBytes >= 700_000);
  });

  it("is the sender's where that may be kept, and most of it would be", () => {
    const pool = new BufferPool();
    const memory = new TailMemory(pool);
    const own = pool.take(1_000_000);
    const most = memory.keep({ bytes: own.bytes.subarray(10, 900_000), memory: own });
    assert.equal(most.memory, own);
    assert.equal(most.heldBytes, own.bytes.length);
    for (const [from, to] of [
      [10, 400_000],
      [10, 1000],
    ]) {
      const part = memory.keep({ bytes: own.bytes.subarray(from, to), memory: own });
      assert.notEqual(part.memory, own);
      assert.ok(part.bytes.equals(own.bytes.subarray(from, to)));
    }
    own.release();
    assert.equal(pool.keptBytes, 0, "it is still in use");
    most.memory.release();
    assert.equal(pool.keptBytes, own.bytes.length);
  });

  it("serves again when all that shared it are gone, and only then", () => {
    const pool = new BufferPool();
    const memory = new TailMemory(pool);
    const kept = Array.from({ length: 60 }, (_, index) =>
      memory.keep({ bytes: filled(100_000, index), memory: null }),
    );
    assert.equal(pool.keptBytes, 0);
    const [late, ...rest] = kept;
    for (const each of rest) each.memory.release();
    const before = pool.keptBytes;
    assert.ok(before > 4_000_000);
    for (let index = 0; index < 60; index += 1) memory.keep({ bytes: filled(100_000, 200), memory: null });
    assert.ok(late!.bytes.equals(filled(100_000, 0)), "somebody still looks at it");
    assert.ok(pool.keptBytes < before);
  });
});

describe("a reader that is slow", () => {
  it(
    "sees what it was given, while appends go through the memory of all tails many times",
    inVirtualWorld(
      async (logs) => {
        const log = await logs.open();
        await append(log, "a".repeat(3000));
        const slow = log.readCached(0, 100_000);
        assert.ok(slow?.kind === "records");
        const given = Buffer.concat(slow.chunks);
        for (let index = 0; index < 2000; index += 1) {
          await append(log, String(index % 10).repeat(3000));
          const quick = log.readCached(index + 1, 100_000);
          assert.ok(quick?.kind === "records" && quick.nextOffset === index + 2);
          quick.release();
        }
        assert.ok(logs.shared.tailCache.bytes <= 50_000);
        assert.ok(logs.shared.pool.keptBytes <= 2 * 1024 * 1024, "the same memory serves all along");
        assert.deepEqual(Buffer.concat(slow.chunks), given);
        slow.release();
        await log.close({ isClean: false });
      },
      { tailBytes: 50_000 },
    ),
  );
});
