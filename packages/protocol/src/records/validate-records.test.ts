import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CompressionCodec, compressionCodecs } from "../compression/codec.ts";
import { compress } from "../compression/compress.ts";
import { batchHeaderBytes, field, logOverhead } from "./batch-layout.ts";
import { buildRecordBatch } from "./build-record-batch.ts";
import { updateCrc } from "./patch-batch.ts";
import { RecordBatchView } from "./record-batch-view.ts";
import { RecordsError } from "./records-error.ts";
import { describeRecordsFault, validateRecords } from "./validate-records.ts";

const records = [
  { key: Buffer.from("k"), value: Buffer.from("one"), timestamp: 5 },
  { key: null, value: Buffer.alloc(200), timestamp: 9, headers: [{ key: "h", value: null }] },
  { key: Buffer.from("k"), value: null, timestamp: 9, headers: [{ key: "", value: Buffer.from("v") }] },
];
const plain = buildRecordBatch({ baseOffset: 100, records });

/** A batch that claims the three records, with these bytes as what they are. */
function withRecordBytes(bytes: Uint8Array, codec: CompressionCodec = "none"): RecordBatchView {
  const packed = compress(codec, bytes);
  const batch = Buffer.concat([plain.subarray(0, batchHeaderBytes), packed]);
  batch.writeInt32BE(batch.length - logOverhead, field.length);
  batch.writeInt16BE(compressionCodecs.indexOf(codec), field.attributes);
  updateCrc(batch, 0);
  return new RecordBatchView(batch);
}

const recordBytes = plain.subarray(batchHeaderBytes);

describe("a walk over the records", () => {
  it("tells the highest timestamp, the first offset that has it, and what a compacted topic must know", () => {
    for (const codec of compressionCodecs) {
      const view = new RecordBatchView(buildRecordBatch({ baseOffset: 100, codec, records }));
      assert.deepEqual(validateRecords(view), {
        kind: "valid",
        maxTimestamp: 9,
        offsetOfMaxTimestamp: 101,
        minTimestamp: 5,
        hasNullKey: true,
        uncompressedBytes: recordBytes.length,
      });
    }
  });

  it("refuses records cut off at every byte, in every codec", () => {
    for (const codec of compressionCodecs) {
      for (let end = 0; end < recordBytes.length; end++) {
        const fault = validateRecords(withRecordBytes(recordBytes.subarray(0, end), codec));
        assert.equal(fault.kind, "malformedRecord", `${codec}, ${end} bytes`);
        if (fault.kind === "malformedRecord") assert.notEqual(describeRecordsFault(fault), "");
      }
    }
  });

  it("refuses every wrong byte or reads within bounds, and never fails otherwise", () => {
    const damaged = Buffer.from(recordBytes);
    for (let at = 0; at < damaged.length; at++) {
      const byte = damaged[at]!;
      for (const wrong of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        damaged[at] = wrong;
        const view = withRecordBytes(damaged);
        const isValid = validateRecords(view).kind === "valid";
        try {
          view.forEachRecord((record) => [record.key, record.value, record.headers]);
        } catch (error) {
          assert.ok(error instanceof RecordsError, String(error));
          assert.equal(isValid, false);
        }
      }
      damaged[at] = byte;
    }
  });

  it("refuses offsets that do not count up from 0", () => {
    const gap = buildRecordBatch({
      records: [records[0]!, { ...records[1]!, offset: 2 }],
      lastOffset: 2,
    });
    const fault = validateRecords(new RecordBatchView(gap));
    assert.deepEqual(fault, { kind: "badOffset", index: 1, offsetDelta: 2 });
  });

  it("refuses bytes after the last record, compressed or not", () => {
    const longer = Buffer.concat([recordBytes, Buffer.from([1, 2])]);
    for (const codec of compressionCodecs) {
      assert.deepEqual(validateRecords(withRecordBytes(longer, codec)), {
        kind: "trailingBytes",
        byteCount: 2,
      });
    }
  });

  it("refuses records that do not decompress, or to more than they may", () => {
    const bytes = withRecordBytes(recordBytes).bytes();
    for (const [id, codec] of compressionCodecs.entries()) {
      if (codec === "none") continue;
      bytes.writeInt16BE(id, field.attributes);
      assert.equal(validateRecords(new RecordBatchView(bytes)).kind, "undecodable", codec);

      const bomb = withRecordBytes(Buffer.concat([recordBytes, Buffer.alloc(100_000)]), codec);
      const fault = validateRecords(bomb, { maxBytes: 10_000 });
      assert.equal(fault.kind === "undecodable" && fault.fault, "tooLarge", codec);
    }
  });
});
