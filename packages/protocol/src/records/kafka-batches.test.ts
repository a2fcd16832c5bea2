import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ExpectedBatch, kafkaBatches } from "../testing/kafka-batches.ts";
import { batchesIn } from "./batches-in.ts";
import { buildRecordBatch, type RecordInput } from "./build-record-batch.ts";
import { checkBatch } from "./check-batch.ts";
import type { RecordBatchView } from "./record-batch-view.ts";
import type { ReadableRecord } from "./record-cursor.ts";
import { validateRecords } from "./validate-records.ts";

describe("batches written by Apache Kafka 4.3.1", () => {
  it("are 45", () => assert.equal(kafkaBatches.length, 45));

  for (const { name, bytes, batches } of kafkaBatches) {
    it(`read as Kafka reads them: ${name}`, () => {
      const found = [...batchesIn(bytes)];
      assert.deepEqual(found.map(headerOf), batches.map(withoutRecords));
      for (const [i, batch] of found.entries()) {
        assert.equal(checkBatch(bytes, batch.position), null);
        const records = batch.records();
        assert.equal(records.length, batch.recordCount);
        assert.deepEqual(records.slice(0, 6).map(recordOf), batches[i]?.records);
        assert.equal(batch.nextOffset, batch.lastOffset + 1);
        assert.equal(batch.hasDeleteHorizon, false);
      }
    });

    it(`have valid records, the header's maximum timestamp among them: ${name}`, () => {
      for (const batch of batchesIn(bytes)) {
        const summary = validateRecords(batch);
        assert.equal(summary.kind, "valid");
        if (summary.kind !== "valid" || batch.recordCount === 0) continue;
        assert.equal(summary.maxTimestamp, batch.maxTimestamp);
      }
    });

    it(`are written alike: ${name}`, () => {
      for (const batch of batchesIn(bytes)) {
        const again = buildRecordBatch(inputOf(batch));
        if (!batch.isCompressed) {
          assert.equal(again.toString("hex"), batch.bytes().toString("hex"));
          continue;
        }
        const [reread] = batchesIn(again);
        assert.ok(reread);
        const ignored = { sizeInBytes: 0, crc: 0 };
        assert.deepEqual({ ...headerOf(reread), ...ignored }, { ...headerOf(batch), ...ignored });
        assert.deepEqual(reread.records().map(recordOf), batch.records().map(recordOf));
      }
    });
  }
});

function headerOf(batch: RecordBatchView): Omit<ExpectedBatch, "records"> {
  return {
    baseOffset: batch.baseOffset,
    lastOffset: batch.lastOffset,
    sizeInBytes: batch.sizeInBytes,
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    magic: batch.magic,
    crc: batch.crc,
    codec: batch.codec,
    timestampType: batch.timestampType,
    transactional: batch.isTransactional,
    control: batch.isControl,
    maxTimestamp: batch.maxTimestamp,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    count: batch.recordCount,
  };
}

function withoutRecords(batch: ExpectedBatch): Omit<ExpectedBatch, "records"> {
  const { records, ...header } = batch;
  assert.ok(records.length <= 6);
  return header;
}

function recordOf(record: ReadableRecord): ExpectedBatch["records"][number] {
  return {
    offset: record.offset,
    timestamp: record.timestamp,
    sequence: record.sequence,
    key: record.key?.toString("base64") ?? null,
    value: record.value?.toString("base64") ?? null,
    headers: record.headers.map(({ key, value }) => [key, value?.toString("base64") ?? null]),
  };
}

/** What would be given to write the batch again. Under the broker's time, the producer's own is told by the deltas. */
function inputOf(batch: RecordBatchView): Parameters<typeof buildRecordBatch>[0] {
  const records: RecordInput[] = [];
  batch.forEachRecord((record) => {
    const { offset, key, value, headers } = record;
    records.push({ offset, key, value, headers, timestamp: batch.baseTimestamp + record.timestampDelta });
  });
  return {
    baseOffset: batch.baseOffset,
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    codec: batch.codec,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
    logAppendTime: batch.timestampType === "LogAppendTime" ? batch.maxTimestamp : undefined,
    lastOffset: batch.lastOffset,
    maxTimestamp: batch.maxTimestamp,
    records,
  };
}
