import assert from "node:assert/strict";
import { test } from "node:test";
import { readAll } from "../testing/read-all.ts";
import { plainBatch } from "../testing/sent-batch.ts";
import { append, inVirtualWorld, smallConfig } from "../testing/virtual-logs.ts";

test(
  "cut anywhere, a log is what it was when it ended there, and goes on from there",
  inVirtualWorld(async (logs) => {
    for (let end = 0; end <= 12; end++) {
      const directory = `/data/t-${end}`;
      const log = await logs.open({ directory, config: smallConfig, isReplicated: true });
      const producer = { producerId: 9, producerEpoch: 0 };
      const now = logs.world.clock.now();
      for (let index = 0; index < 12; index++) {
        const batch = plainBatch([`${index}`.padEnd(100)], now + index);
        await append(log, { ...batch, ...producer, baseSequence: index }, index >> 2);
      }
      log.advanceHighWatermark(8);
      await logs.simulation.sleep(50);
      await log.truncateTo(end);
      assert.deepEqual([log.endOffset, log.nextOffset, log.highWatermark], [end, end, Math.min(8, end)]);
      assert.equal(log.leaderEpoch, end === 0 ? -1 : (end - 1) >> 2);
      assert.equal(log.producers()[0]?.lastSequence ?? -1, end - 1);
      const next = { ...plainBatch(["next"], now + 20), ...producer, baseSequence: end };
      const { baseOffset } = await append(log, next, 7);
      assert.equal(baseOffset, end);
      log.isReplicated = false;
      assert.deepEqual(
        (await readAll(log)).map(({ value }) => String(value).trim()),
        [...Array.from({ length: end }, (_, index) => `${index}`), "next"],
      );
      assert.equal((await log.offsetForTimestamp(now + 20))?.offset, end);
      await log.close({ isClean: true });
      const again = await logs.open({
        directory,
        config: smallConfig,
        isClean: true,
        recoveryPoint: end + 1,
      });
      assert.deepEqual([again.endOffset, again.loadReport.recoveredSegments], [end + 1, 0]);
      await again.close({ isClean: false });
    }
  }),
);

test(
  "a log that is emptied begins where it is told, and remembers nothing",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: smallConfig });
    for (let index = 0; index < 5; index++) await append(log, "x".repeat(100), 3);
    await log.truncateFullyAndStartAt(1000);
    assert.deepEqual(
      [log.startOffset, log.endOffset, log.highWatermark, log.leaderEpoch, log.segmentCount],
      [1000, 1000, 1000, -1, 1],
    );
    logs.restart();
    const again = await logs.open({ config: smallConfig });
    assert.deepEqual([again.startOffset, again.endOffset], [1000, 1000]);
    assert.equal((await append(again, "a")).baseOffset, 1000);
  }),
);

test(
  "cut before all that is there, a log begins anew at the cut",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ startOffset: 100, isReplicated: true });
    await append(log, "a");
    await log.truncateTo(50);
    assert.deepEqual([log.startOffset, log.endOffset], [50, 50]);
  }),
);
