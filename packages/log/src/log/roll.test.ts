import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRecordBatch } from "@ottla/protocol";
import { plainBatch } from "../testing/sent-batch.ts";
import { append, inVirtualWorld, smallConfig } from "../testing/virtual-logs.ts";
import { defaultLogConfig } from "./log-config.ts";

test(
  "a segment takes as many batches as fit into segment.bytes",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: smallConfig });
    const batchBytes = 61 + 100 + 13;
    for (let index = 0; index < 5; index++) await append(log, plainBatch(["x".repeat(100)], 1000));
    assert.ok(batchBytes * 2 <= smallConfig.segmentBytes && batchBytes * 3 > smallConfig.segmentBytes);
    assert.equal(log.segmentCount, 3);
  }),
);

test(
  "a segment spans segment.ms of its records' time, whatever the clock says",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: { ...defaultLogConfig, segmentMs: 10_000 } });
    await append(log, plainBatch(["a"], 1_000_000));
    await append(log, plainBatch(["b"], 1_010_000));
    assert.equal(log.segmentCount, 1);
    await append(log, plainBatch(["c"], 1_010_001));
    assert.equal(log.segmentCount, 2);
    await logs.simulation.sleep(1_000_000);
    await append(log, plainBatch(["d"], 1_010_002));
    assert.equal(log.segmentCount, 2);
  }),
);

test(
  "records without a time roll by the file's age",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: { ...defaultLogConfig, segmentMs: 10_000 } });
    await append(log, plainBatch(["a"], -1));
    await logs.simulation.sleep(9_000);
    await append(log, plainBatch(["b"], -1));
    assert.equal(log.segmentCount, 1);
    await logs.simulation.sleep(2_000);
    await append(log, plainBatch(["c"], -1));
    assert.equal(log.segmentCount, 2);
  }),
);

test(
  "a full index begins a new segment",
  inVirtualWorld(async (logs) => {
    const config = { ...defaultLogConfig, indexIntervalBytes: 1, segmentIndexBytes: 24 };
    const log = await logs.open({ config });
    for (let index = 0; index < 10; index++) await append(log, plainBatch(["x"], 1000 + index));
    assert.ok(log.segmentCount > 2);
    assert.equal((await log.offsetForTimestamp(1009))?.offset, 9);
  }),
);

test(
  "an offset further than an index can tell begins a new segment",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ isReplicated: true });
    for (const baseOffset of [0, 3_000_000_000]) {
      const records = [{ key: null, value: Buffer.from("v"), timestamp: 1000 }];
      const result = log.append(buildRecordBatch({ baseOffset, records }), {
        origin: "replication",
        leaderEpoch: 0,
      });
      assert.ok(result.kind === "appended");
      await result.written;
    }
    assert.equal(log.segmentCount, 2);
    assert.ok(logs.names.includes("00000000003000000000.log"));
  }),
);

test(
  "what is complete gets its indexes and its snapshot, and the recovery point moves behind it",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: smallConfig });
    for (let index = 0; index < 3; index++) await append(log, "x".repeat(100));
    await logs.simulation.sleep(100);
    assert.deepEqual(logs.names, [
      "00000000000000000000.index",
      "00000000000000000000.log",
      "00000000000000000000.timeindex",
      "00000000000000000002.log",
      "00000000000000000002.snapshot",
      "leader-epoch-checkpoint",
    ]);
    assert.ok(log.recoveryPoint >= 2);
  }),
);
