import assert from "node:assert/strict";
import { it } from "node:test";
import { kafkaBatch } from "../testing/kafka-batches.ts";
import {
  setBaseOffset,
  setLastOffset,
  setLogAppendTime,
  setMaxTimestamp,
  setPartitionLeaderEpoch,
} from "./patch-batch.ts";
import { RecordBatchView } from "./record-batch-view.ts";

/** A batch with bytes before and after it, as in a segment. */
function embedded(): { bytes: Buffer; batch: RecordBatchView } {
  const bytes = Buffer.concat([Buffer.alloc(7, 1), kafkaBatch("none idempotent"), Buffer.alloc(3, 2)]);
  return { bytes, batch: new RecordBatchView(bytes, 7) };
}

it("offsets and leader epoch are assigned without touching the checksum", () => {
  const { bytes, batch } = embedded();
  const crc = batch.crc;
  setBaseOffset(bytes, 7, 9_007_199_254_740_000);
  setPartitionLeaderEpoch(bytes, 7, 12);
  assert.equal(batch.baseOffset, 9_007_199_254_740_000);
  assert.equal(batch.lastOffset, 9_007_199_254_740_001);
  assert.equal(batch.partitionLeaderEpoch, 12);
  assert.equal(batch.crc, crc);
  assert.ok(batch.isCrcValid());
  assert.deepEqual(
    batch.records().map((record) => record.offset),
    [9_007_199_254_740_000, 9_007_199_254_740_001],
  );
  setLastOffset(bytes, 7, 100);
  assert.equal(batch.baseOffset, 99);
});

it("a batch stamped with the broker's time has it for all its records, under a new checksum", () => {
  const { bytes, batch } = embedded();
  setLogAppendTime(bytes, 7, 1_800_000_000_000);
  assert.equal(batch.timestampType, "LogAppendTime");
  assert.equal(batch.maxTimestamp, 1_800_000_000_000);
  assert.ok(batch.isCrcValid());
  assert.deepEqual(
    batch.records().map((record) => record.timestamp),
    [1_800_000_000_000, 1_800_000_000_000],
  );
  setMaxTimestamp(bytes, 7, "CreateTime", 1_700_000_000_001);
  assert.deepEqual(batch.bytes(), kafkaBatch("none idempotent"));
});

it("nothing around the batch is touched", () => {
  const { bytes } = embedded();
  setBaseOffset(bytes, 7, -1);
  setPartitionLeaderEpoch(bytes, 7, -1);
  setLogAppendTime(bytes, 7, 5);
  assert.deepEqual(bytes.subarray(0, 7), Buffer.alloc(7, 1));
  assert.deepEqual(bytes.subarray(-3), Buffer.alloc(3, 2));
});
