import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { readAll } from "../testing/read-all.ts";
import { plainBatch } from "../testing/sent-batch.ts";
import { append, inVirtualWorld, smallConfig, type VirtualLogs } from "../testing/virtual-logs.ts";
import type { Log } from "./log.ts";

const file = "00000000000000000000.log";

/** Three batches of two records each; the program is killed, and the file is what is handed back. */
async function threeBatches(logs: VirtualLogs): Promise<Buffer> {
  const log = await logs.open();
  for (const values of [
    ["a", "b"],
    ["c", "d"],
    ["e", "f"],
  ]) {
    await append(log, plainBatch(values, 1000));
  }
  const content = logs.content(file) ?? assert.fail("there is no file");
  logs.restart();
  return content;
}

async function valuesIn(log: Log): Promise<string> {
  return (await readAll(log)).map(({ value }) => String(value)).join("");
}

/** Opens the log with another content, and closes it again. Gives what it holds then. */
async function valuesAfter(logs: VirtualLogs, content: Uint8Array): Promise<{ values: string; log: Log }> {
  await logs.write(file, content);
  const log = await logs.open();
  const values = await valuesIn(log);
  assert.equal(log.endOffset, values.length);
  return { values, log };
}

test(
  "a log that ends anywhere in its last batch is cut to the batches before it",
  inVirtualWorld(async (logs) => {
    const whole = await threeBatches(logs);
    const lastBegins = (whole.length / 3) * 2;
    for (let size = lastBegins; size < whole.length; size++) {
      const { values, log } = await valuesAfter(logs, whole.subarray(0, size));
      assert.equal(values, "abcd", `${size} bytes`);
      assert.equal(log.loadReport.tornBytes, size - lastBegins);
      assert.equal(logs.content(file)?.length, lastBegins);
      // What follows is written where the whole batches end.
      await append(log, plainBatch(["g"], 1000));
      assert.equal(await valuesIn(log), "abcdg");
      logs.restart();
    }
  }),
);

test(
  "a flipped bit anywhere in what a checksum covers ends the log before its batch",
  inVirtualWorld(async (logs) => {
    const whole = await threeBatches(logs);
    const batchBytes = whole.length / 3;
    const crcBegins = 17;
    for (let position = batchBytes + crcBegins; position < batchBytes * 2; position++) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(position) ^ (1 << (position % 8)), position);
      const { values } = await valuesAfter(logs, flipped);
      assert.equal(values, "ab", `byte ${position}`);
      logs.restart();
    }
  }),
);

for (const [name, tail] of [
  ["zeros, as a file system leaves them", Buffer.alloc(5000)],
  ["noise", Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 167 + 13) & 255))],
  ["all ones", Buffer.alloc(300, 255)],
  ["less than a header", Buffer.alloc(11, 1)],
] as const) {
  test(
    `${name} behind the last batch: cut off`,
    inVirtualWorld(async (logs) => {
      const whole = await threeBatches(logs);
      const { values, log } = await valuesAfter(logs, Buffer.concat([whole, tail]));
      assert.equal(values, "abcdef");
      assert.deepEqual(
        [log.loadReport.tornTails, log.loadReport.tornBytes, logs.content(file)?.length],
        [1, tail.length, whole.length],
      );
    }),
  );
}

test(
  "batches of an older file behind the last one, as recycled space has them, are cut off",
  inVirtualWorld(async (logs) => {
    const whole = await threeBatches(logs);
    const { values } = await valuesAfter(logs, Buffer.concat([whole, whole.subarray(0, whole.length / 3)]));
    assert.equal(values, "abcdef");
  }),
);

test(
  "a file of zeros alone is an empty log",
  inVirtualWorld(async (logs) => {
    await threeBatches(logs);
    const { values } = await valuesAfter(logs, Buffer.alloc(4096));
    assert.equal(values, "");
  }),
);

test(
  "messages of before Kafka 0.11 are refused with what to do about them",
  inVirtualWorld(async (logs) => {
    await threeBatches(logs);
    const message = Buffer.alloc(40);
    message.writeInt32BE(28, 8);
    message.writeInt8(1, 16);
    message.writeUInt32BE(crc32(message.subarray(16)), 12);
    await logs.write(file, message);
    await assert.rejects(logs.open(), { name: "LogError", message: /message format v1.*Apache Kafka 3\.9/s });
    assert.deepEqual(logs.content(file), message);
  }),
);

test(
  "what lies behind a torn segment goes with it",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: smallConfig });
    for (let index = 0; index < 12; index++) await append(log, "x".repeat(100));
    assert.equal(log.segmentCount, 6);
    logs.restart();
    const [, second] = logs.names.filter((name) => name.endsWith(".log"));
    assert.ok(second !== undefined);
    const content = logs.content(second) ?? assert.fail();
    await logs.write(second, content.subarray(0, content.length - 1));
    const recovered = await logs.open({ config: smallConfig });
    assert.equal(recovered.endOffset, 3);
    assert.equal(recovered.loadReport.removedSegments, 4);
    assert.deepEqual(
      logs.names.filter((name) => name.endsWith(".log")),
      ["00000000000000000000.log", "00000000000000000002.log"],
    );
  }),
);

test(
  "a gap between segments is the end of the log, unless compaction may have made it",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: smallConfig });
    for (let index = 0; index < 12; index++) await append(log, "x".repeat(100));
    logs.restart();
    const second = logs.content("00000000000000000002.log") ?? assert.fail();
    await logs.write("00000000000000000002.log", second.subarray(0, second.length / 2));
    const compacted = await logs.open({ config: { ...smallConfig, cleanupPolicy: ["compact"] } });
    assert.equal(compacted.endOffset, 12);
    logs.restart();
    for (const name of logs.names.filter((name) => name.endsWith("index"))) {
      await logs.world.disk.remove(`/data/t-0/${name}`);
    }
    const log2 = await logs.open({ config: smallConfig });
    assert.equal(log2.endOffset, 3);
  }),
);

test(
  "indexes that are missing, or too long, or full of zeros are made again after a crash",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: { ...smallConfig, segmentBytes: 4000 } });
    for (let index = 0; index < 40; index++)
      await append(log, plainBatch([`${index}`.padEnd(100)], 1000 + index));
    await log.close({ isClean: true });
    const index = "00000000000000000000.index";
    const times = "00000000000000000000.timeindex";
    const sound = { index: logs.content(index), times: logs.content(times) };
    assert.ok(sound.index !== undefined && sound.index.length > 0);
    for (const damage of ["missing", "padded", "zeros", "noise"]) {
      for (const name of [index, times]) {
        const content = logs.content(name) ?? Buffer.alloc(0);
        if (damage === "missing") await logs.world.disk.remove(`/data/t-0/${name}`);
        else if (damage === "padded") await logs.write(name, Buffer.concat([content, Buffer.alloc(10_000)]));
        else if (damage === "zeros") await logs.write(name, Buffer.alloc(10_485_760));
        else await logs.write(name, Buffer.alloc(777, 0x5a));
      }
      logs.restart();
      const again = await logs.open({ config: { ...smallConfig, segmentBytes: 4000 } });
      assert.equal((await readAll(again)).length, 40, damage);
      assert.equal((await again.offsetForTimestamp(1020))?.offset, 20, damage);
      await again.close({ isClean: true });
      assert.deepEqual({ index: logs.content(index), times: logs.content(times) }, sound, damage);
    }
  }),
);

test(
  "after a clean stop little is read, and a missing index or a torn end is seen all the same",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: smallConfig });
    for (let index = 0; index < 12; index++) await append(log, "x".repeat(100));
    await log.close({ isClean: true });
    const clean = { config: smallConfig, isClean: true, recoveryPoint: 12 };
    const believed = await logs.open(clean);
    assert.deepEqual([believed.endOffset, believed.loadReport.recoveredSegments], [12, 0]);
    await believed.close({ isClean: true });

    await logs.world.disk.remove("/data/t-0/00000000000000000008.index");
    const unindexed = await logs.open(clean);
    assert.deepEqual([unindexed.endOffset, unindexed.loadReport.recoveredSegments], [12, 2]);
    await unindexed.close({ isClean: true });

    const last = "00000000000000000010.log";
    const content = logs.content(last) ?? assert.fail();
    await logs.write(last, content.subarray(0, content.length - 5));
    const torn = await logs.open(clean);
    assert.deepEqual([torn.endOffset, torn.loadReport.tornTails], [11, 1]);
  }),
);

test(
  "a first batch of which only a beginning reached the disk, and zeros behind it, is cut off",
  inVirtualWorld(async (logs) => {
    const whole = await threeBatches(logs);
    const [batchBytes, headerBytes] = [whole.length / 3, 61];
    for (let size = 0; size <= headerBytes; size++) {
      const torn = Buffer.alloc(batchBytes);
      whole.copy(torn, 0, 0, size);
      const { values, log } = await valuesAfter(logs, torn);
      assert.equal(values, "", `${size} bytes`);
      assert.equal(log.loadReport.tornBytes, batchBytes);
      logs.restart();
    }
  }),
);

test(
  "below the recovery point segments are not read after a crash",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: smallConfig });
    for (let index = 0; index < 12; index++) await append(log, "x".repeat(100));
    await log.flush();
    const { recoveryPoint } = log;
    assert.equal(recoveryPoint, 12);
    logs.restart();
    const again = await logs.open({ config: smallConfig, recoveryPoint });
    assert.deepEqual([again.endOffset, again.loadReport.recoveredSegments], [12, 1]);
  }),
);

test(
  "a log that was emptied begins where it ended, after any crash",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ startOffset: 100 });
    assert.deepEqual([log.startOffset, log.endOffset], [100, 100]);
    for (const path of ["/", "/data"]) await logs.world.disk.syncDirectory(path);
    logs.machine.cutPower("none");
    logs.restart();
    const again = await logs.open();
    assert.deepEqual([again.startOffset, again.endOffset], [100, 100]);
  }),
);

test(
  "a log that begins anew knows no producers, and no power cut brings them back",
  inVirtualWorld(async (logs) => {
    const config = { ...smallConfig, segmentBytes: 200 };
    const log = await logs.open({ config });
    for (let baseSequence = 0; baseSequence < 4; baseSequence++) {
      const batch = plainBatch(["x".repeat(100)], logs.world.clock.now());
      await append(log, { ...batch, producerId: 9, producerEpoch: 0, baseSequence });
    }
    await log.flush();
    for (const path of ["/", "/data"]) await logs.world.disk.syncDirectory(path);
    // What was deleted reached further than what survived: all that is left lies before the start.
    logs.restart();
    const anew = await logs.open({ config, startOffset: 100, recoveryPoint: 0 });
    assert.deepEqual([anew.startOffset, anew.endOffset, anew.producers()], [100, 100, []]);
    logs.machine.cutPower("none");
    logs.restart();
    const again = await logs.open({ config });
    assert.deepEqual([again.startOffset, again.endOffset, again.producers()], [100, 100, []]);
  }),
);

test(
  "files that were on their way are settled: deleted and cleaned ones go, swapped ones take their place",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: smallConfig });
    for (let index = 0; index < 4; index++) await append(log, "x".repeat(100));
    logs.restart();
    const first = logs.content("00000000000000000000.log") ?? assert.fail();
    await logs.write("00000000000000000000.log.swap", first.subarray(0, first.length / 2));
    await logs.write("00000000000000000099.log.deleted", "gone");
    await logs.write("00000000000000000050.log.cleaned", "half written");
    await logs.write("00000000000000000050.index.cleaned", "half written");
    await logs.write("00000000000000000077.index", "of no segment");
    await logs.write("leader-epoch-checkpoint.tmp", "half written");
    const again = await logs.open({ config: { ...smallConfig, cleanupPolicy: ["compact"] } });
    assert.deepEqual(
      (await readAll(again)).map(({ offset }) => offset),
      [0, 2, 3],
    );
    assert.deepEqual(
      logs.names.filter((name) => !/^0{19}[024]\.(log|index|timeindex|snapshot)$/.test(name)),
      ["leader-epoch-checkpoint"],
    );
  }),
);
