import assert from "node:assert/strict";
import { test } from "node:test";
import { readAll } from "../testing/read-all.ts";
import { bytesOf, plainBatch } from "../testing/sent-batch.ts";
import { append, inVirtualWorld, smallConfig, type VirtualLogs } from "../testing/virtual-logs.ts";
import type { Log } from "./log.ts";
import { defaultLogConfig, type LogConfig } from "./log-config.ts";

/** Twelve records in six segments of two, a second apart. */
async function twelveRecords(logs: VirtualLogs, settings: Partial<LogConfig>): Promise<Log> {
  const log = await logs.open({ config: { ...smallConfig, fileDeleteDelayMs: 1000, ...settings } });
  const now = logs.world.clock.now();
  for (let index = 0; index < 12; index++) {
    await append(log, plainBatch(["x".repeat(100)], now - (12 - index) * 1000));
  }
  await log.flush();
  assert.equal(log.segmentCount, 6);
  return log;
}

function segmentFiles(logs: VirtualLogs): string[] {
  return logs.names
    .filter((name) => /\.log(\.deleted)?$/.test(name))
    .map((name) => name.replace(/^0*(?=\d)/, ""));
}

test(
  "segments whose last record is older than retention.ms go, oldest first",
  inVirtualWorld(async (logs) => {
    const log = await twelveRecords(logs, { retentionMs: 7500 });
    assert.equal(await log.deleteExpired(), 2);
    assert.deepEqual([log.startOffset, log.segmentCount], [4, 4]);
    assert.deepEqual(
      (await readAll(log)).map(({ offset }) => offset),
      [4, 5, 6, 7, 8, 9, 10, 11],
    );
    assert.equal(await log.deleteExpired(), 0);
  }),
);

test(
  "segments beyond retention.bytes go, as long as as much as that remains",
  inVirtualWorld(async (logs) => {
    const log = await twelveRecords(logs, { retentionMs: -1 });
    const segmentBytes = log.sizeBytes / 6;
    log.config = { ...log.config, retentionBytes: segmentBytes * 2.5 };
    assert.equal(await log.deleteExpired(), 3);
    assert.equal(log.sizeBytes, segmentBytes * 3);
  }),
);

test(
  "segments wholly before the start go, of compacted topics too; nothing else of those does",
  inVirtualWorld(async (logs) => {
    const log = await twelveRecords(logs, { cleanupPolicy: ["compact"], retentionMs: 1, retentionBytes: 1 });
    assert.equal(await log.deleteExpired(), 0);
    assert.equal(await log.deleteRecordsBefore(5), 5);
    assert.equal(log.startOffset, 5);
    assert.equal(await log.deleteExpired(), 2);
    assert.deepEqual([log.startOffset, log.firstFileOffset], [5, 4]);
  }),
);

test(
  "when everything is past keeping, the log goes on where it ended, and knows its producers",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: { ...smallConfig, retentionMs: 0, fileDeleteDelayMs: 0 } });
    const batch = {
      ...plainBatch(["a"], logs.world.clock.now() - 1),
      producerId: 9,
      producerEpoch: 0,
      baseSequence: 0,
    };
    await append(log, batch);
    assert.equal(await log.deleteExpired(), 1);
    assert.deepEqual([log.startOffset, log.endOffset, log.segmentCount], [1, 1, 1]);
    await logs.simulation.sleep(10);
    logs.restart();
    const again = await logs.open({ config: smallConfig });
    assert.deepEqual([again.startOffset, again.endOffset], [1, 1]);
    assert.deepEqual(
      again.producers().map(({ producerId, lastSequence }) => [producerId, lastSequence]),
      [[9, 0]],
    );
  }),
);

test(
  "what replicas still lack stays, however old it is",
  inVirtualWorld(async (logs) => {
    const log = await twelveRecords(logs, { retentionMs: 1 });
    log.isReplicated = true;
    const replicated = await logs.open({ config: log.config, isReplicated: true, highWatermark: 5 });
    assert.equal(await replicated.deleteExpired(), 2);
    assert.equal(replicated.startOffset, 4);
  }),
);

test(
  "files keep their name's old part until file.delete.delay.ms is over, and readers at work get what they began",
  inVirtualWorld(
    async (logs) => {
      const log = await twelveRecords(logs, { retentionMs: 7500 });
      const reading = log.read(0, 10_000);
      const deleting = log.deleteExpired();
      const read = await reading;
      assert.ok(read.kind === "records" || read.kind === "offsetOutOfRange");
      await deleting;
      assert.deepEqual(segmentFiles(logs), [
        "0.log.deleted",
        "2.log.deleted",
        "4.log",
        "6.log",
        "8.log",
        "10.log",
      ]);
      assert.equal((await log.read(0, 10_000)).kind, "offsetOutOfRange");
      await logs.simulation.sleep(1100);
      assert.deepEqual(segmentFiles(logs), ["4.log", "6.log", "8.log", "10.log"]);
    },
    { tailBytes: 0, maxOpenFiles: 2 },
  ),
);

test(
  "readers never fail for retention: they get records, or are told that these are gone",
  inVirtualWorld(
    async (logs) => {
      const log = await twelveRecords(logs, { retentionMs: -1, fileDeleteDelayMs: 0, retentionBytes: 2000 });
      const read = async (): Promise<void> => {
        for (let turn = 0; turn < 200; turn++) {
          const offset = logs.simulation.random.below(Math.max(1, log.endOffset));
          const result = await log.read(offset, 500, { minOneBatch: true });
          assert.ok(result.kind === "records" || result.kind === "offsetOutOfRange", result.kind);
          if (result.kind === "records") {
            assert.ok(result.sizeInBytes > 0 || result.nextOffset === offset);
            result.release();
          }
        }
      };
      const write = async (): Promise<void> => {
        for (let turn = 0; turn < 100; turn++) {
          await append(log, "x".repeat(150));
          await log.deleteExpired();
        }
      };
      await Promise.all([read(), read(), read(), write()]);
      assert.ok(log.startOffset > 50);
    },
    { tailBytes: 0, maxOpenFiles: 3 },
  ),
);

test(
  "retention frees a full disk, and appends go on",
  inVirtualWorld(async (logs) => {
    const log = await twelveRecords(logs, { retentionMs: -1, fileDeleteDelayMs: 0 });
    const used = [...logs.machine.files().values()].reduce((sum, content) => sum + content.length, 0);
    logs.machine.diskPlan.capacityBytes = used;
    await assert.rejects(append(log, "x".repeat(100)), /the disk is full/);
    log.config = { ...log.config, retentionBytes: 500 };
    await logs.simulation.sleep(1100);
    assert.ok((await log.deleteExpired()) > 0);
    await logs.simulation.sleep(10);
    const { baseOffset } = await append(log, "x".repeat(100));
    assert.equal(baseOffset, 12);
  }),
);

test(
  "DeleteRecords moves the start for good, at most to the high watermark",
  inVirtualWorld(async (logs) => {
    const hooks = { saveCheckpoints: () => Promise.resolve(), onFailure: () => {} };
    const log = await logs.open({ config: defaultLogConfig, hooks });
    for (const value of ["a", "b", "c"]) await append(log, value);
    assert.equal(await log.deleteRecordsBefore(2), 2);
    assert.equal(await log.deleteRecordsBefore(1), 2, "the start never goes back");
    assert.equal(await log.deleteRecordsBefore(4), null);
    assert.equal(await log.deleteRecordsBefore(-2), null);
    assert.equal(await log.deleteRecordsBefore(-1), 3);
    assert.deepEqual(await readAll(log), []);
  }),
);

test(
  "what is acknowledged with flush.messages=1 is synced, though retention takes segments at the same time",
  inVirtualWorld(async (logs) => {
    const log = await twelveRecords(logs, { retentionMs: -1, flushMessages: 1 });
    for (const path of ["/", "/data"]) await logs.world.disk.syncDirectory(path);
    const now = logs.world.clock.now();
    // One group for two segments: the end of one and the beginning of the next, which is synced first.
    const written = [];
    for (let index = 0; index < 3; index++) {
      const result = log.append(bytesOf(plainBatch(["x".repeat(100)], now)), {
        origin: "client",
        leaderEpoch: 0,
      });
      assert.ok(result.kind === "appended");
      written.push(result.written);
    }
    logs.machine.diskPlan.syncMs = [50, 50];
    const isWritten = () => (logs.content("00000000000000000014.log")?.length ?? 0) > 0;
    while (!isWritten()) await logs.simulation.sleep(1);
    assert.equal(log.endOffset, 12, "the sync is under way");
    log.config = { ...log.config, retentionBytes: 1 };
    const deleting = log.deleteExpired();
    await Promise.all(written);
    await deleting;
    logs.machine.cutPower("none");
    logs.restart();
    const again = await logs.open({ config: smallConfig });
    assert.equal(again.endOffset, 15);
  }),
);
