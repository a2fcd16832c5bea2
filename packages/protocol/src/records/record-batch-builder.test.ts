import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { compressionCodecs } from "../compression/codec.ts";
import { batchesIn } from "./batches-in.ts";
import { buildRecordBatch, type RecordInput } from "./build-record-batch.ts";
import { checkBatch } from "./check-batch.ts";
import { RecordBatchBuilder } from "./record-batch-builder.ts";
import { RecordBatchView } from "./record-batch-view.ts";
import type { ReadableRecord } from "./record-cursor.ts";
import { RecordsError } from "./records-error.ts";

const bytes = fc.option(fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)));
const plainObjects = { noNullPrototype: true };
const headers = fc.array(fc.record({ key: fc.string({ unit: "grapheme" }), value: bytes }, plainObjects), {
  maxLength: 4,
});
const timestamp = fc.oneof(fc.integer(), fc.integer({ min: 0, max: 2 ** 52 }));
const recordInputs: fc.Arbitrary<RecordInput[]> = fc.array(
  fc.record({ key: bytes, value: bytes, timestamp, headers }, plainObjects),
  { minLength: 1, maxLength: 40 },
);

describe("a batch builder", () => {
  it("writes what reads back the same, in every codec", () => {
    const offsets = fc.integer({ min: 0, max: 2 ** 52 });
    fc.assert(
      fc.property(
        recordInputs,
        offsets,
        fc.constantFrom(...compressionCodecs),
        (records, baseOffset, codec) => {
          const built = buildRecordBatch({
            baseOffset,
            codec,
            records,
            producerId: 5,
            baseSequence: 2147483630,
          });
          assert.equal(checkBatch(built, 0), null);
          const batch = new RecordBatchView(built);
          const expected = records.map(({ key, value, headers, timestamp }, i) => {
            const sequence = (2147483630 + i) % 2 ** 31;
            return { offset: baseOffset + i, timestamp, sequence, key, value, headers };
          });
          assert.deepEqual(batch.records().map(fieldsOf), expected);
          const seen: unknown[] = [];
          batch.forEachRecord((record) => seen.push(fieldsOf(record)));
          assert.deepEqual(seen, expected);
          assert.equal(batch.maxTimestamp, Math.max(-1, ...records.map((record) => record.timestamp)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("grows from nothing to the same batch as one made to measure", () => {
    fc.assert(
      fc.property(recordInputs, (records) => {
        const builder = new RecordBatchBuilder({ initialBytes: 0 });
        for (const { timestamp, key, value, headers } of records) {
          const foretold = builder.sizeInBytes + builder.sizeOfNext(timestamp, key, value, headers);
          builder.append(timestamp, key, value, headers);
          assert.equal(builder.sizeInBytes, foretold);
        }
        const measured = buildRecordBatch({ records });
        assert.deepEqual(builder.build(), measured);
        assert.equal(measured.buffer.byteLength, measured.length);
      }),
      { numRuns: 100 },
    );
  });

  it("knows the highest timestamp and the first offset that has it", () => {
    const builder = new RecordBatchBuilder({ baseOffset: 10 });
    for (const timestamp of [3, 8, 5, 8]) builder.append(timestamp, null, null);
    assert.equal(builder.maxTimestamp, 8);
    assert.equal(builder.offsetOfMaxTimestamp, 11);
    assert.equal(builder.nextOffset, 14);
  });

  it("keeps the holes that compaction makes, and the offsets after its last record", () => {
    const batch = new RecordBatchView(
      buildRecordBatch({
        baseOffset: 100,
        lastOffset: 120,
        baseSequence: 7,
        producerId: 1,
        producerEpoch: 0,
        records: [103, 111].map((offset) => ({ key: null, value: null, timestamp: offset, offset })),
      }),
    );
    assert.deepEqual(
      batch.records().map(({ offset, sequence }) => [offset, sequence]),
      [
        [103, 10],
        [111, 18],
      ],
    );
    assert.equal(batch.nextOffset, 121);
    assert.equal(batch.lastSequence, 27);
  });

  it("carries a delete horizon where the base timestamp stands, and timestamps survive it", () => {
    const records = [{ key: Buffer.from("k"), value: null, timestamp: 1_700_000_000_000 }];
    const batch = new RecordBatchView(buildRecordBatch({ records, deleteHorizonMs: 1_800_000_000_000 }));
    assert.equal(batch.deleteHorizonMs, 1_800_000_000_000);
    assert.equal(batch.records()[0]?.timestamp, 1_700_000_000_000);
    assert.equal(batch.maxTimestamp, 1_700_000_000_000);
  });
});

describe("batches in a buffer", () => {
  const batch = buildRecordBatch({ records: [{ key: null, value: null, timestamp: 1 }] });

  it("end quietly where the buffer cuts one off", () => {
    const two = Buffer.concat([batch, batch]);
    for (let end = batch.length; end < two.length; end++) {
      assert.equal([...batchesIn(two.subarray(0, end))].length, 1);
    }
    assert.deepEqual(
      [...batchesIn(two)].map(({ position }) => position),
      [0, batch.length],
    );
  });

  it("of the dropped message formats are refused by name", () => {
    const old = Buffer.from(batch);
    old.writeInt8(1, 16);
    assert.throws(
      () => [...batchesIn(old)],
      new RecordsError("message format v1 was dropped in Kafka 4.0 (KIP-724)"),
    );
  });

  it("show their records to a caller who stops when it has found one", () => {
    const records = [5, 9, 7, 9].map((timestamp) => ({ key: null, value: null, timestamp }));
    const cursor = new RecordBatchView(buildRecordBatch({ baseOffset: 40, records })).cursor();
    while (cursor.next()) if (cursor.timestamp >= 7) break;
    assert.equal(cursor.offset, 41);
    assert.equal(cursor.toView().timestamp, 9);
  });

  it("can be walked with one view", () => {
    const three = Buffer.concat([batch, batch, batch]);
    const view = new RecordBatchView(three);
    let count = 0;
    for (let position = 0; position < three.length; position = view.at(position).end) count++;
    assert.equal(count, 3);
  });
});

function fieldsOf(record: ReadableRecord): ReadableRecord {
  const { offset, timestamp, sequence, key, value, headers } = record;
  return { offset, timestamp, sequence, key, value, headers };
}
