import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { kafkaBatch } from "../testing/kafka-batches.ts";
import {
  buildControlBatch,
  buildEndTransactionMarker,
  type ControlType,
  controlTypeOf,
  controlTypes,
} from "./control-batch.ts";
import { RecordBatchView } from "./record-batch-view.ts";

const timestamp = 1_700_000_000_000;

describe("control batches", () => {
  it("end a transaction byte for byte as Kafka does", () => {
    const marker = { producerId: 4242, producerEpoch: 1, timestamp, partitionLeaderEpoch: 4 };
    const commit = buildEndTransactionMarker({
      ...marker,
      outcome: "commit",
      baseOffset: 500,
      coordinatorEpoch: 12,
    });
    assert.deepEqual(commit, kafkaBatch("commit marker"));
    const abort = buildEndTransactionMarker({
      ...marker,
      outcome: "abort",
      baseOffset: 501,
      coordinatorEpoch: 0,
    });
    assert.deepEqual(abort, kafkaBatch("abort marker"));
  });

  const kinds: ReadonlyArray<readonly [string, ControlType]> = [
    ["leader change", "leaderChange"],
    ["snapshot header", "snapshotHeader"],
    ["snapshot footer", "snapshotFooter"],
    ["kraft version", "kraftVersion"],
  ];
  for (const [name, type] of kinds) {
    it(`are written and told apart as Kafka's are: ${name}`, () => {
      const batch = new RecordBatchView(kafkaBatch(name));
      const [record] = batch.records();
      assert.ok(record?.value);
      assert.equal(controlTypeOf(record.key), type);
      const { baseOffset, partitionLeaderEpoch } = batch;
      const again = buildControlBatch({
        baseOffset,
        partitionLeaderEpoch,
        timestamp,
        records: [{ type, value: record.value }],
      });
      assert.deepEqual(again, batch.bytes());
    });
  }

  it("may hold several records, as the head of a snapshot does", () => {
    const value = Buffer.from([0, 0]);
    const types: readonly ControlType[] = ["snapshotHeader", "kraftVersion", "kraftVoters"];
    const batch = new RecordBatchView(
      buildControlBatch({ timestamp, records: types.map((type) => ({ type, value })) }),
    );
    assert.ok(batch.isControl);
    assert.deepEqual(
      batch.records().map((record) => controlTypeOf(record.key)),
      types,
    );
  });

  it("of a kind to come are recognized as such", () => {
    assert.equal(controlTypeOf(Buffer.from([0, 1, 0, 1])), "commit");
    assert.equal(controlTypeOf(Buffer.from([0, 0, 0, Object.keys(controlTypes).length])), null);
    assert.equal(controlTypeOf(Buffer.from([0, 0])), null);
    assert.equal(controlTypeOf(null), null);
  });
});
