import assert from "node:assert/strict";
import { test } from "node:test";
import { batchesIn } from "@ottla/protocol";
import { append, inVirtualWorld, type VirtualLogs } from "../testing/virtual-logs.ts";
import type { Log } from "./log.ts";
import type { LogRecords } from "./read-result.ts";

const fetchBytes = 100_000;
/** Nothing comes from the tail, so that everything is read from the file or was read ahead of it. */
const fromTheFile = { tailBytes: 0 };
/** What a quick disk has is read without leaving the loop. */
const speeds = { quick: [0, 0.1], slow: [2, 5] } as const;

/** A log of as many batches, one record and some ten thousand bytes each. */
async function filledLog(logs: VirtualLogs, count: number): Promise<Log> {
  const log = await logs.open();
  for (let index = 0; index < count; index++) await append(log, valueAt(index));
  return log;
}

function valueAt(offset: number): string {
  return `${offset} `.repeat(10_000 / `${offset} `.length);
}

/** Counts the reads of segments' files. */
function countReads(logs: VirtualLogs): { count: number } {
  const reads = { count: 0 };
  logs.machine.diskPlan.failing = (operation, path) => {
    if (operation === "read" && path.endsWith(".log")) reads.count++;
    return null;
  };
  return reads;
}

async function read(log: Log, offset: number, maxBytes = fetchBytes): Promise<LogRecords> {
  const given = await log.read(offset, maxBytes);
  assert.ok(given.kind === "records");
  return given;
}

/** What is at hand for a reader at `offset`, looked at only. */
function atHand(log: Log, offset: number, maxBytes = fetchBytes): LogRecords | null {
  const given = log.readCached(offset, maxBytes, { readAhead: true });
  return given?.kind === "records" ? given : null;
}

function assertRight(given: LogRecords, offset: number): void {
  let next = offset;
  for (const batch of batchesIn(Buffer.concat(given.chunks))) {
    assert.equal(batch.baseOffset, next);
    assert.equal(String(batch.records()[0]?.value), valueAt(next));
    next = batch.nextOffset;
  }
  assert.equal(next, given.nextOffset);
}

/** Reads from the start on, so often, and lets go each time. Returns where it goes on. */
async function follow(log: Log, times: number, maxBytes = fetchBytes): Promise<number> {
  let offset = log.startOffset;
  for (let time = 0; time < times; time++) {
    const given = await read(log, offset, maxBytes);
    assertRight(given, offset);
    offset = given.nextOffset;
    given.release();
  }
  return offset;
}

/** Lets what is under way on the disk finish. */
async function settle(logs: VirtualLogs): Promise<void> {
  await new Promise<void>((resolve) => logs.world.clock.schedule(100, () => resolve()));
}

test(
  "who reads on where they stopped finds the next records read, when they have let go of the last",
  inVirtualWorld(async (logs) => {
    const log = await filledLog(logs, 60);
    const first = await follow(log, 1);
    await settle(logs);
    assert.equal(atHand(log, first), null, "one read tells nothing of the next");
    const second = await read(log, first);
    await settle(logs);
    assert.equal(
      atHand(log, second.nextOffset),
      null,
      "as long as they hold what they have, they have enough",
    );
    second.release();
    await settle(logs);
    const reads = countReads(logs);
    const third = atHand(log, second.nextOffset) ?? assert.fail();
    assertRight(third, second.nextOffset);
    assert.equal(reads.count, 0);
  }, fromTheFile),
);

test(
  "each byte is read once, by one read at a time",
  inVirtualWorld(async (logs) => {
    const log = await filledLog(logs, 200);
    const reads = countReads(logs);
    assert.equal(await follow(log, 20), 180);
    // Each of the first two may look for where the reader begins, and is read for them.
    assert.ok(reads.count <= 22, `${reads.count} reads`);
  }, fromTheFile),
);

test(
  "a reader who comes while their records are read ahead waits for that, and is given it",
  inVirtualWorld(async (logs) => {
    const log = await filledLog(logs, 60);
    logs.machine.diskPlan.latencyMs = speeds.slow;
    const next = await follow(log, 2);
    const reads = countReads(logs);
    assert.equal(atHand(log, next), null);
    assertRight(await read(log, next), next);
    assert.equal(reads.count, 1, "the one that had begun");
  }, fromTheFile),
);

test(
  "nothing is read ahead of who reads here and there, or little at a time, or very much",
  inVirtualWorld(async (logs) => {
    const log = await filledLog(logs, 1100);
    for (const offset of [0, 20, 7, 40, 3]) (await read(log, offset)).release();
    for (let offset = 0; offset < 10; offset++) (await read(log, offset, 11_000)).release();
    assert.ok((await follow(log, 2, 5_000_000)) < 1100);
    await settle(logs);
    assert.equal(logs.shared.readAheadMemory.bytes, 0);
  }, fromTheFile),
);

test(
  "what was read for one is kept for another who is a little behind, and for nobody else",
  inVirtualWorld(async (logs) => {
    const log = await filledLog(logs, 100);
    const next = await follow(log, 2);
    const behind = await read(log, 0);
    await settle(logs);
    assertRight(atHand(log, next) ?? assert.fail(), next);
    assertRight(atHand(log, next) ?? assert.fail(), next);
    behind.release();
    await settle(logs);
    await read(log, behind.nextOffset);
    assertRight(atHand(log, next) ?? assert.fail(), next);
    assert.equal(atHand(log, next), null, "the last of them has come by");
  }, fromTheFile),
);

test(
  "who allows less is given less of it, who allows more is given more than it",
  inVirtualWorld(async (logs) => {
    const log = await filledLog(logs, 100);
    const next = await follow(log, 2);
    await settle(logs);
    assert.equal(atHand(log, next, fetchBytes + 1), null);
    const less = atHand(log, next, 35_000) ?? assert.fail();
    assertRight(less, next);
    assert.equal(less.nextOffset, next + 3);
    const more = await read(log, next, 2 * fetchBytes);
    assertRight(more, next);
    assert.ok(more.sizeInBytes > fetchBytes);
  }, fromTheFile),
);

for (const [speed, latencyMs] of Object.entries(speeds)) {
  test(
    `what was read ahead from a ${speed} disk is forgotten when the log is cut`,
    inVirtualWorld(async (logs) => {
      const log = await filledLog(logs, 60);
      logs.machine.diskPlan.latencyMs = latencyMs;
      const next = await follow(log, 2);
      const cut = log.truncateTo(next);
      await settle(logs);
      await cut;
      for (let index = next; index < 60; index++) await append(log, `after the cut ${index}`.repeat(1000));
      const given = await read(log, next);
      const [batch] = batchesIn(Buffer.concat(given.chunks));
      assert.ok(String(batch?.records()[0]?.value).startsWith(`after the cut ${next}`));
    }, fromTheFile),
  );
}

for (const [speed, latencyMs] of Object.entries(speeds)) {
  test(
    `what fails while it is read ahead from a ${speed} disk fails for who asks for it, and no memory is lost by it`,
    inVirtualWorld(async (logs) => {
      const log = await filledLog(logs, 60);
      logs.machine.diskPlan.latencyMs = latencyMs;
      let reads = 0;
      logs.machine.diskPlan.failing = (operation) => (operation === "read" && ++reads > 2 ? "EIO" : null);
      const next = await follow(log, 2);
      await settle(logs);
      assert.deepEqual([reads, logs.shared.readAheadMemory.bytes], [3, 0]);
      await assert.rejects(read(log, next), { code: "EIO" });
    }, fromTheFile),
  );
}

test(
  "the memory of all logs' reading ahead is bounded, and given back when they are closed",
  inVirtualWorld(
    async (logs) => {
      const { readAheadMemory } = logs.shared;
      const open: Log[] = [];
      for (let partition = 0; partition < 5; partition++) {
        const log = await logs.open({ partition, directory: `/data/t-${partition}` });
        for (let index = 0; index < 60; index++) await append(log, valueAt(index));
        open.push(log);
      }
      for (let turn = 0; turn < 3; turn++) {
        for (const log of open) {
          await follow(log, 3);
          await settle(logs);
          assert.ok(readAheadMemory.bytes > 0 && readAheadMemory.bytes <= 300_000);
        }
      }
      for (const log of open) await log.close({ isClean: false });
      assert.equal(readAheadMemory.bytes, 0);
    },
    { ...fromTheFile, readAheadBytes: 300_000 },
  ),
);

for (const [speed, latencyMs] of Object.entries(speeds)) {
  test(
    `readers of every kind are given what is in the log, for as long as they look at it, from a ${speed} disk`,
    inVirtualWorld(async (logs) => {
      const log = await filledLog(logs, 300);
      logs.machine.diskPlan.latencyMs = latencyMs;
      const { random } = logs.world;
      const below = (limit: number): number => random.uint32() % limit;
      const readThrough = async (): Promise<void> => {
        let offset = below(250);
        while (offset < 300) {
          const maxBytes = below(4) === 0 ? 20_000 + below(200_000) : fetchBytes;
          const given = atHand(log, offset, maxBytes) ?? (await read(log, offset, maxBytes));
          assertRight(given, offset);
          if (below(3) === 0) await settle(logs);
          assertRight(given, offset);
          given.release();
          offset = below(20) === 0 ? below(300) : given.nextOffset;
          if (below(3) === 0) await settle(logs);
        }
      };
      await Promise.all(Array.from({ length: 40 }, readThrough));
    }, fromTheFile),
  );
}
