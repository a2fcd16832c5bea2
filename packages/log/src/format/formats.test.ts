import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeAbortedTransactions, encodeAbortedTransaction } from "./aborted-transaction.ts";
import { CheckpointError } from "./checkpoint-text.ts";
import { decodeCleanShutdown, encodeCleanShutdown } from "./clean-shutdown.ts";
import { decodeLeaderEpochs, encodeLeaderEpochs } from "./leader-epoch-checkpoint.ts";
import { decodeMetaProperties, directoryIdFrom, encodeMetaProperties } from "./meta-properties.ts";
import { decodeOffsetCheckpoint, encodeOffsetCheckpoint } from "./offset-checkpoint.ts";
import { parsePartitionDirectoryName } from "./partition-directory.ts";
import { decodePartitionMetadata, encodePartitionMetadata } from "./partition-metadata.ts";
import { decodeProducerSnapshot, encodeProducerSnapshot } from "./producer-snapshot.ts";
import { parseSegmentFileName, segmentFileName } from "./segment-files.ts";

test("offset checkpoints are a version, a count, and a line for each partition", () => {
  const offsets = new Map([
    ["t-0", 42],
    ["a-b-3", 7],
  ]);
  const text = encodeOffsetCheckpoint(offsets);
  assert.equal(text, "0\n2\nt 0 42\na-b 3 7\n");
  assert.deepEqual(decodeOffsetCheckpoint(text, "f"), offsets);
  assert.equal(encodeOffsetCheckpoint(new Map()), "0\n0\n");
  assert.deepEqual(decodeOffsetCheckpoint("", "f"), new Map());
});

test("epochs are written like other checkpoints", () => {
  const entries = [
    { epoch: 0, startOffset: 0 },
    { epoch: 3, startOffset: 150 },
  ];
  assert.equal(encodeLeaderEpochs(entries), "0\n2\n0 0\n3 150\n");
  assert.deepEqual(decodeLeaderEpochs("0\n2\n0 0\n3 150\n", "f"), entries);
});

test("a malformed checkpoint is an error that names the file, the fault and what to do", () => {
  for (const [text, fault] of [
    ["1\n0\n", /its version is "1"/],
    ["hello", /its version is "hello"/],
    ["0", /it has no count/],
    ["0\n-1\n", /it has no count/],
    ["0\n2\nt 0 1\n", /it says 2 entries and has 1/],
    ["0\n1\nt 0 1\nt 1 1\n", /it says 1 entries and has 2/],
    ["0\n1\nt zero 1\n", /"t zero 1" is not "topic partition offset"/],
    ["0\n1\nt 0\n", /is not "topic partition offset"/],
  ] as const) {
    assert.throws(
      () => decodeOffsetCheckpoint(text, "/d/recovery-point-offset-checkpoint"),
      (error) => {
        assert.ok(error instanceof CheckpointError);
        assert.match(error.message, fault);
        assert.match(error.message, /\/d\/recovery-point-offset-checkpoint is malformed.*Delete the file/);
        return true;
      },
    );
  }
});

test("producer snapshots are byte for byte Kafka's", () => {
  // As ProducerStateManager of Kafka 4.0 wrote it: one producer, 40 batches of one record.
  const entries = [
    {
      producerId: 500,
      producerEpoch: 1,
      lastSequence: 39,
      lastOffset: 39,
      offsetDelta: 0,
      timestamp: 1_700_000_000_000,
      coordinatorEpoch: -1,
      currentTransactionFirstOffset: -1,
    },
  ];
  const bytes = encodeProducerSnapshot(entries);
  assert.equal(bytes.length, 10 + 46);
  assert.equal(bytes.readInt16BE(0), 1);
  assert.equal(bytes.readInt32BE(6), 1);
  assert.deepEqual(decodeProducerSnapshot(bytes), entries);
});

test("a snapshot that is cut, of another version, or harmed is none", () => {
  const bytes = encodeProducerSnapshot([
    {
      producerId: 1,
      producerEpoch: 0,
      lastSequence: 0,
      lastOffset: 0,
      offsetDelta: 0,
      timestamp: 0,
      coordinatorEpoch: -1,
      currentTransactionFirstOffset: -1,
    },
  ]);
  for (let size = 0; size < bytes.length; size++) {
    assert.equal(decodeProducerSnapshot(bytes.subarray(0, size)), null, `${size} bytes`);
  }
  for (let position = 0; position < bytes.length; position++) {
    const harmed = Buffer.from(bytes);
    harmed.writeUInt8(harmed.readUInt8(position) ^ 4, position);
    assert.equal(decodeProducerSnapshot(harmed), null, `byte ${position}`);
  }
  // Kafka writes over an older, longer file without cutting it.
  assert.notEqual(decodeProducerSnapshot(Buffer.concat([bytes, Buffer.alloc(46)])), null);
});

test("aborted transactions are 34 bytes each; a torn last one is not read", () => {
  const transaction = { producerId: 5, firstOffset: 1, lastOffset: 9, lastStableOffset: 10 };
  const bytes = encodeAbortedTransaction(transaction);
  assert.equal(bytes.toString("hex"), "0000000000000000000500000000000000010000000000000009000000000000000a");
  assert.deepEqual(decodeAbortedTransactions(Buffer.concat([bytes, bytes.subarray(0, 33)])), [transaction]);
  bytes.writeInt16BE(7, 0);
  assert.equal(decodeAbortedTransactions(bytes), null);
});

test("the marker of a clean stop has the broker's epoch, or none from before KIP-966", () => {
  assert.equal(encodeCleanShutdown(77), '{"version":0,"brokerEpoch":77}');
  assert.equal(decodeCleanShutdown('{"version":0,"brokerEpoch":77}'), 77);
  assert.equal(decodeCleanShutdown(""), -1);
});

test("partition.metadata has the topic's id, and nothing behind it", () => {
  const text = encodePartitionMetadata("vRRlfV_WSQ6-vBKzCyU3Vw");
  assert.equal(text, "version: 0\ntopic_id: vRRlfV_WSQ6-vBKzCyU3Vw");
  assert.equal(decodePartitionMetadata(text), "vRRlfV_WSQ6-vBKzCyU3Vw");
  for (const wrong of ["", "version: 1\ntopic_id: vRRlfV_WSQ6-vBKzCyU3Vw", "version: 0\ntopic_id: short"]) {
    assert.equal(decodePartitionMetadata(wrong), null);
  }
});

test("meta.properties says whose a directory is, or what is wrong with it", () => {
  const meta = { clusterId: "c", nodeId: 3, directoryId: "AAAAAAAAAAAAAAAAAAAAAQ" };
  const text = encodeMetaProperties(meta, new Date(0));
  assert.deepEqual(decodeMetaProperties(text), meta);
  for (const [wrong, fault] of [
    ["version=0\nbroker.id=1\n", /from before KRaft/],
    ["node.id=1\ncluster.id=c\n", /the version ""/],
    ["version=1\nnode.id=1\n", /lacks cluster.id/],
    ["version=1\ncluster.id=c\n", /lacks a numeric node.id/],
    ["version=1\ncluster.id=c\nnode.id=one\n", /lacks a numeric node.id/],
  ] as const) {
    const decoded = decodeMetaProperties(wrong);
    assert.match("fault" in decoded ? decoded.fault : "", fault);
  }
});

test("no directory id begins with a dash", () => {
  for (let first = 0; first < 256; first++) {
    const id = directoryIdFrom(Buffer.concat([Buffer.from([first]), Buffer.alloc(15)]));
    assert.match(id, /^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  }
});

test("names of segment files and of partitions' directories tell what they are", () => {
  assert.equal(segmentFileName(42, "log"), "00000000000000000042.log");
  assert.deepEqual(parseSegmentFileName("00000000000000000042.timeindex.deleted"), {
    offset: 42,
    extension: "timeindex",
    suffix: "deleted",
  });
  for (const other of ["42.log", "00000000000000000042.txt", "leader-epoch-checkpoint"]) {
    assert.equal(parseSegmentFileName(other), null);
  }
  assert.deepEqual(parsePartitionDirectoryName("a-b-3"), { topic: "a-b", partition: 3, fate: null });
  const leaving = `t-0.${"0123456789abcdef".repeat(2)}-delete`;
  assert.deepEqual(parsePartitionDirectoryName(leaving), { topic: "t", partition: 0, fate: "delete" });
  for (const other of ["t", "t-", "-0", ".lock"]) assert.equal(parsePartitionDirectoryName(other), null);
});
