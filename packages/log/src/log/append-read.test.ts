import assert from "node:assert/strict";
import { test } from "node:test";
import { batchesIn, buildRecordBatch, RecordBatchView } from "@ottla/protocol";
import { readAll } from "../testing/read-all.ts";
import { bytesOf, plainBatch } from "../testing/sent-batch.ts";
import { append, inVirtualWorld, smallConfig } from "../testing/virtual-logs.ts";
import { errorOfAppendRefusal } from "./append-refusal.ts";
import { defaultLogConfig, type LogConfig } from "./log-config.ts";

const fromClient = { origin: "client", leaderEpoch: 7 } as const;

test(
  "records get consecutive offsets and the leader's epoch, at once",
  inVirtualWorld(async (logs) => {
    const log = await logs.open();
    const first = log.append(bytesOf(plainBatch(["a", "b"], 1000)), fromClient);
    const second = log.append(bytesOf(plainBatch(["c"], 1000)), fromClient);
    assert.ok(first.kind === "appended" && second.kind === "appended");
    assert.deepEqual([first.baseOffset, first.lastOffset, second.baseOffset], [0, 1, 2]);
    assert.deepEqual([log.nextOffset, log.endOffset, log.highWatermark], [3, 0, 0], "nothing is written yet");
    await second.written;
    assert.deepEqual([log.endOffset, log.highWatermark], [3, 3]);
    const content = logs.content("00000000000000000000.log") ?? assert.fail();
    const batches = [...batchesIn(content)].map((batch) => [batch.baseOffset, batch.partitionLeaderEpoch]);
    assert.deepEqual(batches, [
      [0, 7],
      [2, 7],
    ]);
  }),
);

test(
  "appends of one turn are written with one call",
  inVirtualWorld(async (logs) => {
    const log = await logs.open();
    await append(log, "first");
    let writes = 0;
    logs.machine.diskPlan.failing = (operation, path) => {
      if (operation === "write" && path.endsWith(".log")) writes++;
      return null;
    };
    logs.machine.diskPlan.shortWriteChance = 0;
    const results = Array.from({ length: 50 }, (_, index) =>
      log.append(bytesOf(plainBatch([`${index}`], 1000)), fromClient),
    );
    for (const result of results) if (result.kind === "appended") await result.written;
    assert.equal(writes, 1);
    assert.equal(log.endOffset, 51);
  }),
);

for (const from of ["memory", "the file"] as const) {
  test(
    `reads from ${from} give whole batches within the limit, from the one that holds the offset`,
    inVirtualWorld(
      async (logs) => {
        const log = await logs.open({ config: { ...smallConfig, segmentBytes: 100_000 } });
        for (let index = 0; index < 20; index++)
          await append(log, plainBatch([`${index}a`, `${index}b`], 1000));
        const batchBytes = (logs.content("00000000000000000000.log")?.length ?? 0) / 20;
        const readOffsets = async (offset: number, maxBytes: number, minOneBatch = false) => {
          const read = await log.read(offset, maxBytes, { minOneBatch });
          assert.ok(read.kind === "records");
          const bytes = Buffer.concat(read.chunks);
          assert.equal(bytes.length, read.sizeInBytes);
          read.release();
          return { offsets: [...batchesIn(bytes)].map((batch) => batch.baseOffset), next: read.nextOffset };
        };
        assert.equal(log.readCached(0, 1000) !== null, from === "memory");
        assert.deepEqual(await readOffsets(5, batchBytes * 3.5), { offsets: [4, 6, 8], next: 10 });
        assert.deepEqual(await readOffsets(4, batchBytes), { offsets: [4], next: 6 });
        assert.deepEqual(await readOffsets(4, 10), { offsets: [], next: 4 });
        assert.deepEqual(await readOffsets(4, 10, true), { offsets: [4], next: 6 });
        assert.deepEqual(await readOffsets(39, 1_000_000), { offsets: [38], next: 40 });
        assert.deepEqual(await readOffsets(40, 1_000_000), { offsets: [], next: 40 });
        for (let offset = 0; offset < 40; offset++) {
          const { offsets, next } = await readOffsets(offset, 1_000_000);
          assert.deepEqual([offsets[0], next], [offset - (offset % 2), 40]);
        }
      },
      { tailBytes: from === "memory" ? 1_000_000 : 0 },
    ),
  );
}

test(
  "a read ends with its segment, whatever the limit: followers of before 4.5 fail on more",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: smallConfig });
    for (let index = 0; index < 6; index++) await append(log, "x".repeat(100));
    assert.ok(log.segmentCount > 1);
    const read = await log.read(0, 1_000_000);
    assert.ok(read.kind === "records");
    assert.equal(read.nextOffset, 2);
    assert.equal((await readAll(log)).length, 6);
  }),
);

test(
  "before the start and behind the end there is nothing, and the refusal says where there is",
  inVirtualWorld(async (logs) => {
    const log = await logs.open();
    for (const value of ["a", "b", "c"]) await append(log, value);
    await log.deleteRecordsBefore(1);
    const refusal = { kind: "offsetOutOfRange", startOffset: 1, endOffset: 3 };
    assert.deepEqual(await log.read(0, 1000), refusal);
    assert.deepEqual(await log.read(4, 1000), refusal);
    assert.deepEqual(log.readCached(4, 1000), refusal);
  }),
);

test(
  "consumers read to the high watermark, replicas to the end",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ isReplicated: true });
    for (const value of ["a", "b", "c"]) await append(log, value);
    const next = async (upTo: "highWatermark" | "end") => {
      const read = await log.read(0, 10_000, { upTo });
      return read.kind === "records" ? read.nextOffset : read.kind;
    };
    assert.deepEqual([await next("highWatermark"), await next("end")], [0, 3]);
    let calls = 0;
    const stop = log.onHighWatermark(() => calls++);
    log.advanceHighWatermark(2);
    log.advanceHighWatermark(1);
    assert.deepEqual([await next("highWatermark"), calls], [2, 1]);
    stop();
    log.isReplicated = false;
    assert.deepEqual([await next("highWatermark"), calls], [3, 1]);
  }),
);

const refusals: readonly [string, Buffer, Partial<LogConfig>, string][] = [
  ["a broken checksum", broken(), {}, "CORRUPT_MESSAGE"],
  [
    "a batch beyond max.message.bytes",
    bytesOf(plainBatch(["x".repeat(500)], 1000)),
    { maxMessageBytes: 300 },
    "MESSAGE_TOO_LARGE",
  ],
  [
    "a batch beyond segment.bytes",
    bytesOf(plainBatch(["x".repeat(500)], 1000)),
    { segmentBytes: 300 },
    "RECORD_LIST_TOO_LARGE",
  ],
  [
    "a record without a key in a compacted topic",
    keyless(),
    { cleanupPolicy: ["compact"] },
    "INVALID_RECORD",
  ],
  [
    "a timestamp too far in the future",
    bytesOf(plainBatch(["a"], Date.UTC(2050, 0))),
    {},
    "INVALID_TIMESTAMP",
  ],
  [
    "a timestamp too far in the past",
    bytesOf(plainBatch(["a"], 1000)),
    { messageTimestampBeforeMaxMs: 60_000 },
    "INVALID_TIMESTAMP",
  ],
  [
    "a base offset of its own",
    buildRecordBatch({ baseOffset: 3, records: [record()] }),
    {},
    "INVALID_RECORD",
  ],
];

for (const [name, bytes, settings, error] of refusals) {
  test(
    `${name} is refused with ${error}, and leaves nothing behind`,
    inVirtualWorld(async (logs) => {
      const log = await logs.open({ config: { ...defaultLogConfig, ...settings } });
      const result = log.append(bytes, fromClient);
      assert.ok(result.kind !== "appended");
      assert.equal(errorOfAppendRefusal(result), error);
      assert.equal(log.nextOffset, 0);
    }),
  );
}

function record() {
  return { key: null, value: Buffer.from("v"), timestamp: 1000 };
}

function keyless(): Buffer {
  return buildRecordBatch({ records: [record()] });
}

function broken(): Buffer {
  const bytes = keyless();
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes;
}

test(
  "where the topic wants the broker's time, batches carry it under a right checksum",
  inVirtualWorld(async (logs) => {
    const config: LogConfig = { ...defaultLogConfig, messageTimestampType: "LogAppendTime" };
    const log = await logs.open({ config });
    const result = await append(log, "a");
    assert.ok(result.logAppendTimeMs > Date.UTC(2030, 0));
    const batch = new RecordBatchView(logs.content("00000000000000000000.log") ?? assert.fail());
    assert.deepEqual([batch.timestampType, batch.maxTimestamp], ["LogAppendTime", result.logAppendTimeMs]);
    assert.ok(batch.isCrcValid());
  }),
);

test(
  "a batch that claims to have the broker's time is taken, and loses the claim",
  inVirtualWorld(async (logs) => {
    const log = await logs.open();
    const result = log.append(buildRecordBatch({ logAppendTime: 5, records: [record()] }), fromClient);
    assert.ok(result.kind === "appended");
    await result.written;
    const batch = new RecordBatchView(logs.content("00000000000000000000.log") ?? assert.fail());
    assert.deepEqual([batch.timestampType, batch.isCrcValid()], ["CreateTime", true]);
  }),
);

test(
  "where the topic has a codec of its own, batches are stored in it",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: { ...defaultLogConfig, compressionType: "gzip" } });
    await append(log, "x".repeat(1000));
    const content = logs.content("00000000000000000000.log") ?? assert.fail();
    assert.equal(new RecordBatchView(content).codec, "gzip");
    assert.ok(content.length < 500);
    assert.equal(String((await readAll(log))[0]?.value), "x".repeat(1000));
  }),
);

test(
  "replicated batches keep their offsets and epochs, must not go back, and may leave gaps",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ isReplicated: true });
    const replicate = (baseOffset: number, partitionLeaderEpoch: number) =>
      log.append(buildRecordBatch({ baseOffset, partitionLeaderEpoch, records: [record()] }), {
        origin: "replication",
        leaderEpoch: 99,
      });
    assert.equal(replicate(5, 2).kind, "appended");
    assert.deepEqual(replicate(5, 2), { kind: "offsetsOutOfOrder", expected: 6, actual: 5 });
    const last = replicate(9, 3);
    assert.ok(last.kind === "appended");
    await last.written;
    assert.deepEqual([log.endOffset, log.epochOf(5), log.epochOf(9)], [10, 2, 3]);
    assert.deepEqual(log.endOffsetForEpoch(2), { epoch: 2, endOffset: 9 });
  }),
);

test(
  "a read that meets bytes that are no batch says so, instead of walking for ever",
  inVirtualWorld(
    async (logs) => {
      const log = await logs.open();
      for (let index = 0; index < 3; index++) await append(log, "x".repeat(100));
      const content = logs.content("00000000000000000000.log") ?? assert.fail();
      const damaged = await logs.world.disk.open("/data/t-0/00000000000000000000.log", "write");
      await damaged.write([Buffer.alloc(61)], content.length / 3);
      await assert.rejects(log.read(1, 10_000), {
        name: "LogError",
        message: /no record batch begins at byte/,
      });
    },
    { tailBytes: 0 },
  ),
);
