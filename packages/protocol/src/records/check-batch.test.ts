import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { kafkaBatch } from "../testing/kafka-batches.ts";
import { field } from "./batch-layout.ts";
import { type BatchFault, checkBatch, describeBatchFault } from "./check-batch.ts";
import { updateCrc } from "./patch-batch.ts";

const batch = kafkaBatch("none null key, null value, headers");

describe("a batch check", () => {
  it("finds a batch cut off at every byte", () => {
    for (let end = 0; end < batch.length; end++) {
      const expected = end < 17 ? "tooShort" : "beyondData";
      assert.equal(checkBatch(batch.subarray(0, end), 0)?.kind, expected);
      assert.equal(checkBatch(batch, 0, { end })?.kind, expected);
    }
    assert.equal(checkBatch(batch, 0), null);
  });

  it("finds every flipped bit but those that brokers assign", () => {
    const damaged = Buffer.from(batch);
    for (let bit = 0; bit < batch.length * 8; bit++) {
      const at = bit >> 3;
      damaged[at]! ^= 1 << (bit & 7);
      const fault = checkBatch(damaged, 0);
      const isAssigned = at < field.length || (at >= field.partitionLeaderEpoch && at < field.magic);
      assert.equal(fault === null, isAssigned, `bit ${bit}: ${fault?.kind}`);
      damaged[at]! ^= 1 << (bit & 7);
    }
  });

  it("finds the same in a compressed batch", () => {
    const damaged = Buffer.from(kafkaBatch("zstd idempotent"));
    for (let bit = field.magic * 8; bit < damaged.length * 8; bit++) {
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      assert.notEqual(checkBatch(damaged, 0), null);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
    }
  });

  const faults: ReadonlyArray<readonly [string, (bytes: Buffer) => void, BatchFault["kind"]]> = [
    ["a negative length", (bytes) => bytes.writeInt32BE(-1, field.length), "badLength"],
    ["a length below the header's", (bytes) => bytes.writeInt32BE(48, field.length), "badLength"],
    ["the largest length there is", (bytes) => bytes.writeInt32BE(0x7fffffff, field.length), "beyondData"],
    ["message format v0", (bytes) => bytes.writeInt8(0, field.magic), "oldMagic"],
    ["message format v1", (bytes) => bytes.writeInt8(1, field.magic), "oldMagic"],
    ["a magic to come", (bytes) => bytes.writeInt8(3, field.magic), "unknownMagic"],
    ["a negative magic", (bytes) => bytes.writeInt8(-1, field.magic), "unknownMagic"],
    ["a codec that nobody has", (bytes) => bytes.writeInt16BE(5, field.attributes), "unknownCodec"],
    ["a negative count", (bytes) => bytes.writeInt32BE(-1, field.recordCount), "badCount"],
    ["more records than offsets", (bytes) => bytes.writeInt32BE(4, field.recordCount), "badCount"],
    ["a negative last offset", (bytes) => bytes.writeInt32BE(-1, field.lastOffsetDelta), "badCount"],
  ];
  for (const [name, damage, kind] of faults) {
    it(`finds ${name}, under a right checksum`, () => {
      const damaged = Buffer.from(batch);
      damage(damaged);
      if (kind !== "badLength" && kind !== "beyondData") updateCrc(damaged, 0);
      const fault = checkBatch(damaged, 0);
      assert.equal(fault?.kind, kind);
      assert.notEqual(fault && describeBatchFault(fault), "");
    });
  }

  it("takes attribute bits that nobody has defined, and holes that compaction left", () => {
    const strange = Buffer.from(batch);
    strange.writeInt16BE(0x4180, field.attributes);
    updateCrc(strange, 0);
    assert.equal(checkBatch(strange, 0), null);
    assert.equal(checkBatch(kafkaBatch("empty batch kept by compaction"), 0), null);
  });

  it("leaves out the checksum when told to", () => {
    const damaged = Buffer.from(batch);
    damaged[70]! ^= 1;
    assert.equal(checkBatch(damaged, 0)?.kind, "badCrc");
    assert.equal(checkBatch(damaged, 0, { crc: "trust" }), null);
  });
});
