import assert from "node:assert/strict";
import { test } from "node:test";
import { batchesIn } from "@ottla/protocol";
import type { MetadataRecord, MetadataRecordInput } from "../records/index.ts";
import { readSnapshot, SnapshotFault, snapshotTimestamp } from "./read-snapshot.ts";
import { compareSnapshotIds, parseSnapshotFileName, snapshotFileName } from "./snapshot-id.ts";
import { snapshotBatches } from "./write-snapshot.ts";

const directoryId = "L5SnJZ1vSX2bm-L3asZA0w";
const endpoints = [{ name: "CONTROLLER", host: "localhost", port: 9093 }];
const voters = [{ id: 1, directoryId, endpoints, kraftVersions: { min: 0, max: 1 } }];
const records = Array.from({ length: 20_000 }, (_, index): MetadataRecordInput => {
  const value = { resourceType: 2, resourceName: "orders", name: `setting-${index}`, value: "v" };
  return { kind: "config", version: 0, value };
});

function written(): Buffer {
  const content = { epoch: 3, lastContainedLogTimestamp: 42, voters: { kraftVersion: 1, voters }, records };
  return Buffer.concat([...snapshotBatches(content, () => 7)]);
}

test("a snapshot says again what was put into it", () => {
  const bytes = written();
  const read: MetadataRecord[] = [];
  const header = readSnapshot(bytes, (record) => read.push(record));
  assert.deepEqual(header, { lastContainedLogTimestamp: 42, kraftVersion: 1, voters });
  assert.deepEqual(read, records);
  assert.equal(snapshotTimestamp(bytes), 42);
  assert.equal(snapshotTimestamp(bytes.subarray(0, 20)), null);
});

test("its batches are small, and their offsets run on from 0", () => {
  let nextOffset = 0;
  for (const batch of batchesIn(written())) {
    assert.equal(batch.baseOffset, nextOffset);
    assert.equal(batch.partitionLeaderEpoch, 3);
    assert.ok(batch.sizeInBytes <= 256 * 1024 + 1024);
    ({ nextOffset } = batch);
  }
  // Header, version and voters; the records; the footer.
  assert.equal(nextOffset, 3 + records.length + 1);
});

test("a snapshot that is cut off anywhere is refused", () => {
  const content = { epoch: 3, lastContainedLogTimestamp: 42, voters: null, records: records.slice(0, 3) };
  const bytes = Buffer.concat([...snapshotBatches(content, () => 7)]);
  for (let end = 0; end < bytes.length; end++) {
    assert.throws(() => readSnapshot(bytes.subarray(0, end), () => undefined), SnapshotFault, `at ${end}`);
  }
});

test("names of snapshots tell where they end, and what is to become of them", () => {
  const id = { endOffset: 76, epoch: 3 };
  assert.equal(snapshotFileName(id), "00000000000000000076-0000000003.checkpoint");
  assert.deepEqual(parseSnapshotFileName(snapshotFileName(id)), { id, fate: null });
  assert.deepEqual(parseSnapshotFileName(`${snapshotFileName(id)}.part`), { id, fate: "part" });
  assert.deepEqual(parseSnapshotFileName(`${snapshotFileName(id)}.deleted`), { id, fate: "deleted" });
  for (const name of ["bootstrap.checkpoint", "76-3.checkpoint", `${snapshotFileName(id)}.tmp`, "x"]) {
    assert.equal(parseSnapshotFileName(name), null);
  }
  assert.ok(compareSnapshotIds(id, { endOffset: 76, epoch: 4 }) < 0);
  assert.ok(compareSnapshotIds(id, { endOffset: 9, epoch: 4 }) > 0);
});
