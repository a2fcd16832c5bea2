import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { batchesIn, buildRecordBatch } from "@ottla/protocol";
import { DataPlane } from "../testing/data-plane.ts";
import { coordinatorLog } from "./coordinator-log.ts";

const topic = "__consumer_offsets";
const batchOf = (value: string) =>
  buildRecordBatch({ records: [{ key: Buffer.from("k"), value: Buffer.from(value), timestamp: 1 }] });

async function replayed(log: ReturnType<typeof coordinatorLog>): Promise<string[]> {
  const values: string[] = [];
  for await (const buffer of log.replay()) {
    for (const batch of batchesIn(buffer)) {
      batch.forEachRecord(({ value }) => values.push(value?.toString("latin1").slice(0, 8) ?? ""));
    }
  }
  return values;
}

describe("the coordinator's log", () => {
  it("gives back what was appended, from memory and from the disk", async (test) => {
    for (const tailBytes of [0, 1_000_000]) {
      const plane = await DataPlane.open(test, { tailBytes });
      await plane.topic(topic, { partitions: 2, leaderEpoch: 3 });
      const log = coordinatorLog(plane.partitions, 1);
      const expected = Array.from({ length: 40 }, (_, index) => `${index}`.padStart(8, "."));
      for (const value of expected) await log.append(batchOf(value + "x".repeat(100_000)), 3);
      assert.deepEqual(await replayed(log), expected);
      const { log: partitionLog } = plane.partitions.byName(topic, 1)!;
      assert.deepEqual([partitionLog.highWatermark, partitionLog.leaderEpoch], [40, 3]);
    }
  });

  it("gives what is on its way as well", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic(topic);
    const log = coordinatorLog(plane.partitions, 0);
    const appended = log.append(batchOf("a"), 0);
    assert.deepEqual(await replayed(log), ["a"]);
    await appended;
  });

  it("refuses appends of another epoch, and of what is too large", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic(topic, { leaderEpoch: 3, configs: { "max.message.bytes": "200" } });
    const log = coordinatorLog(plane.partitions, 0);
    assert.equal(log.maxBatchBytes, 200);
    await assert.rejects(log.append(batchOf("a"), 2), /does not lead it in epoch 2/);
    await assert.rejects(log.append(batchOf("a"), 4), /does not lead it in epoch 4/);
    await assert.rejects(log.append(batchOf("a".repeat(500)), 3), /max\.message\.bytes/);
    await assert.rejects(coordinatorLog(plane.partitions, 7).append(batchOf("a"), 3), /not on this broker/);
  });
});
