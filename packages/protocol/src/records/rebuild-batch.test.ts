import assert from "node:assert/strict";
import { it } from "node:test";
import { compressionCodecs } from "../compression/codec.ts";
import { kafkaBatch } from "../testing/kafka-batches.ts";
import { batchHeaderBytes } from "./batch-layout.ts";
import { checkBatch } from "./check-batch.ts";
import { rebuildBatch } from "./rebuild-batch.ts";
import { RecordBatchView } from "./record-batch-view.ts";

const kinds = ["null key, null value, headers", "idempotent", "transactional", "log append time"];

for (const kind of kinds) {
  it(`a batch that Kafka compressed becomes the one it wrote uncompressed: ${kind}`, () => {
    const plain = kafkaBatch(`none ${kind}`);
    for (const codec of compressionCodecs) {
      const packed = new RecordBatchView(kafkaBatch(`${codec} ${kind}`));
      assert.deepEqual(rebuildBatch(packed, { codec: "none" }), plain);
    }
  });
}

it("a batch goes from any codec to any other and back", () => {
  const plain = kafkaBatch("none 200 records of 300 bytes");
  for (const first of compressionCodecs) {
    for (const second of compressionCodecs) {
      let batch = new RecordBatchView(plain);
      for (const codec of [first, second, "none"] as const) {
        batch = new RecordBatchView(rebuildBatch(batch, { codec }));
        assert.equal(checkBatch(batch.buffer, 0), null);
        assert.equal(batch.codec, codec);
        if (codec !== "none") assert.ok(batch.sizeInBytes < plain.length / 2);
      }
      assert.deepEqual(batch.buffer, plain);
    }
  }
});

it("an empty batch stays a bare header, under whatever codec", () => {
  const empty = new RecordBatchView(kafkaBatch("empty batch kept by compaction"));
  const rebuilt = new RecordBatchView(rebuildBatch(empty, { codec: "gzip" }));
  assert.equal(rebuilt.sizeInBytes, batchHeaderBytes);
  assert.deepEqual(rebuilt.records(), []);
  assert.equal(rebuilt.lastOffset, 104);
});
