import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCode } from "../errors/errors.ts";
import { kafkaBatch } from "../testing/kafka-batches.ts";
import { field } from "./batch-layout.ts";
import { buildRecordBatch } from "./build-record-batch.ts";
import {
  checkProduced,
  describeProduceFault,
  errorOfProduceFault,
  withoutCutOffBatch,
} from "./check-produced.ts";
import { updateCrc } from "./patch-batch.ts";

const records = ["a", "b"].map((value) => ({ key: null, value: Buffer.from(value), timestamp: 1 }));
const batch = buildRecordBatch({ records });

function patched(patch: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(batch);
  patch(bytes);
  updateCrc(bytes, 0);
  return bytes;
}

/** The beginning of a batch that says it has more bytes than follow. */
function beginning(byteCount: number, length: number, magic: number): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeInt32BE(length, field.length);
  bytes.writeInt8(magic, field.magic);
  return bytes.subarray(0, byteCount);
}

describe("what follows a client's batch", () => {
  const cases: ReadonlyArray<readonly [string, Buffer, number | null]> = [
    ["nothing", Buffer.alloc(0), null],
    ["too little for a length", beginning(11, 100, 2), null],
    ["a length and no magic", beginning(16, 100, 2), null],
    ["a batch that is cut off", beginning(20, 100, 2), null],
    ["a length that none can have", beginning(16, 13, 2), 2],
    ["a negative length", beginning(20, -100, 2), 2],
    ["a magic that none can have", beginning(20, 100, 9), 2],
    ["another batch", batch, 87],
  ];
  for (const [name, more, code] of cases) {
    it(`is ${code === null ? "let be" : `refused with ${code}`}, as by Kafka: ${name}`, () => {
      const whole = withoutCutOffBatch(Buffer.concat([batch, more]));
      const fault = checkProduced(whole, 13);
      assert.equal(fault === null ? null : errorCode[errorOfProduceFault(fault)], code);
      if (code === null) assert.deepEqual(whole, batch);
    });
  }

  it("matters only after a batch", () => {
    for (const bytes of [Buffer.alloc(0), batch.subarray(0, 16), batch.subarray(0, -1)]) {
      assert.equal(withoutCutOffBatch(bytes), bytes);
    }
  });
});

it("a base offset and a second batch are seen before a wrong checksum, a codec and a count after it", () => {
  const spoiled = (patch: (bytes: Buffer) => void, original = batch) => {
    const bytes = Buffer.from(original);
    patch(bytes);
    bytes.writeInt32BE(7, field.crc);
    return checkProduced(bytes, 6)?.kind;
  };
  assert.equal(
    spoiled((bytes) => bytes.writeInt8(1, 7)),
    "badBaseOffset",
  );
  assert.equal(
    spoiled(() => undefined, Buffer.concat([batch, batch])),
    "manyBatches",
  );
  assert.equal(
    spoiled(() => undefined, buildRecordBatch({ records, codec: "zstd" })),
    "zstdTooEarly",
  );
  assert.equal(
    spoiled((bytes) => bytes.writeInt16BE(7, field.attributes)),
    "badCrc",
  );
  assert.equal(
    spoiled((bytes) => bytes.writeInt32BE(9, field.recordCount)),
    "badCrc",
  );
});

describe("a client's records", () => {
  it("pass as one whole batch from offset 0", () => {
    assert.equal(checkProduced(batch, 3), null);
    assert.equal(checkProduced(buildRecordBatch({ records, codec: "zstd" }), 7), null);
  });

  const refused: ReadonlyArray<readonly [string, Buffer | null, number]> = [
    ["null", null, 87],
    ["nothing", Buffer.alloc(0), 87],
    ["two batches", Buffer.concat([batch, batch]), 87],
    ["a batch without records", buildRecordBatch({ records: [], lastOffset: 0 }), 87],
    ["a base offset other than 0", buildRecordBatch({ records, baseOffset: 1 }), 87],
    ["message format v1", patched((bytes) => bytes.writeInt8(1, field.magic)), 87],
    [
      "a last offset that does not fit the count",
      patched((b) => b.writeInt32BE(2, field.lastOffsetDelta)),
      87,
    ],
    ["control records", kafkaBatch("leader change"), 87],
    ["a producer id without a sequence", buildRecordBatch({ records, producerId: 7, producerEpoch: 0 }), 87],
    ["a bad length", patched((bytes) => bytes.writeInt32BE(10, field.length)), 2],
    ["a wrong checksum", Buffer.from(batch).fill(0, batch.length - 3), 2],
    ["a length beyond the data", batch.subarray(0, -1), 87],
    ["a codec that nobody has", patched((bytes) => bytes.writeInt16BE(7, field.attributes)), -1],
    ["Zstandard before version 7", buildRecordBatch({ records, codec: "zstd" }), 76],
  ];
  for (const [name, bytes, code] of refused) {
    it(`are refused with ${code}, as by Kafka: ${name}`, () => {
      const fault = checkProduced(bytes, 6);
      assert.ok(fault);
      assert.equal(errorCode[errorOfProduceFault(fault)], code);
      assert.notEqual(describeProduceFault(fault), "");
    });
  }
});
