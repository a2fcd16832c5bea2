import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { emptyImage, imageRecords, MetadataDraft, type MetadataImage } from "../image/index.ts";
import { decodeMetadataRecord, encodeMetadataRecord, type MetadataRecordInput } from "../records/index.ts";
import { readSnapshot } from "../snapshot/read-snapshot.ts";
import { kafkaDirectory } from "../testing/kafka-directories.ts";
import { openTestQuorum } from "../testing/open-test-quorum.ts";

const endpoints = {
  killed: [{ name: "CONTROLLER", host: "localhost", port: 19193 }],
  restarted: [{ name: "CONTROLLER", host: "localhost", port: 22201 }],
};

test("a directory that Kafka filled and that was killed opens with all that is in it", async (context) => {
  const path = kafkaDirectory(context, "killed");
  const { quorum, close } = await openTestQuorum(path, { controllerEndpoints: endpoints.killed });
  const { image } = quorum;
  assert.equal(quorum.leaderEpoch, 3);
  assert.equal(quorum.kraftVersion, 1);
  assert.equal(image.features.metadataVersion, 30);
  assert.deepEqual(Object.fromEntries(image.features.finalized), {
    "eligible.leader.replicas.version": 1,
    "group.version": 1,
    "share.version": 1,
    "streams.version": 1,
    "transaction.version": 2,
  });
  assert.equal(image.topics.byName.get("orders")?.partitions.length, 5);
  assert.equal(image.topics.byName.has("to-delete"), false);
  assert.equal(image.configs.of(2, "compacted").get("cleanup.policy"), "compact");
  assert.equal(image.configs.of(4, "").get("message.max.bytes"), "2000000");
  assert.equal(image.clientQuotas.size, 1);
  assert.equal(image.scram.get("alice")?.get(1)?.iterations, 4096);
  assert.equal(image.cluster.brokers.get(1)?.isFenced, false);
  assertReproduced(image);
  await close();
});

test("a snapshot that Kafka wrote and the log behind it become one image", async (context) => {
  const path = kafkaDirectory(context, "restarted");
  const { quorum, close } = await openTestQuorum(path, { controllerEndpoints: endpoints.restarted });
  // Kafka's four epochs, and ours. Kafka wrote 111 offsets; the voters are known, so only the leader is new.
  assert.equal(quorum.leaderEpoch, 5);
  assert.equal(quorum.endOffset, 112);
  const { image } = quorum;
  assert.equal(image.cluster.brokers.get(1)?.epoch, 98);
  assert.equal(image.cluster.brokers.get(1)?.isFenced, true);
  const [partition] = image.topics.byName.get("a")?.partitions ?? [];
  assert.deepEqual(
    [partition?.leader, partition?.isr, partition?.elr, partition?.lastKnownElr],
    [-1, [], [1], [1]],
  );
  assertReproduced(image);
  await close();
});

test("records of our image are those that Kafka wrote into its snapshot", (context) => {
  const path = kafkaDirectory(context, "restarted");
  const name = "00000000000000000076-0000000003.checkpoint";
  const kafkas: MetadataRecordInput[] = [];
  const draft = new MetadataDraft(emptyImage);
  readSnapshot(readFileSync(`${path}/__cluster_metadata-0/${name}`), (record) => {
    kafkas.push(record);
    draft.apply(record, 75);
  });
  const { image } = draft.finish({ offset: 75, epoch: 3, timestampMs: 0 });
  const ours = [...imageRecords(image)];
  assert.deepEqual(encodings(ours), encodings(kafkas));
});

test("a quorum with static voters stays at kraft.version 0, and says so in its own words", async (context) => {
  const path = kafkaDirectory(context, "static");
  const kafkas = readFileSync(`${path}/__cluster_metadata-0/quorum-state`, "latin1");
  const { quorum, close } = await openTestQuorum(path, { staticVoters: [1] });
  assert.equal(quorum.kraftVersion, 0);
  assert.equal(quorum.leaderEpoch, 2);
  const ours = readFileSync(`${path}/__cluster_metadata-0/quorum-state`, "latin1");
  assert.equal(ours, kafkas.replace('"leaderEpoch":1', '"leaderEpoch":2'));
  await close();
});

test("the vote of a quorum whose voters may change is remembered as Kafka does it", async (context) => {
  const path = kafkaDirectory(context, "restarted");
  const kafkas = readFileSync(`${path}/__cluster_metadata-0/quorum-state`, "latin1");
  const { close } = await openTestQuorum(path);
  const ours = readFileSync(`${path}/__cluster_metadata-0/quorum-state`, "latin1");
  assert.equal(ours, kafkas.replace('"leaderEpoch":4', '"leaderEpoch":5'));
  await close();
});

/** The image's own records lead to the same records. */
function assertReproduced(image: MetadataImage): void {
  const records = [...imageRecords(image)];
  const draft = new MetadataDraft(emptyImage);
  for (const record of records) draft.apply(decodeMetadataRecord(encodeMetadataRecord(record)), image.offset);
  const { image: again } = draft.finish({
    offset: image.offset,
    epoch: image.epoch,
    timestampMs: image.timestampMs,
  });
  assert.deepEqual([...imageRecords(again)], records);
}

/** In no particular order: that of features is the order of a Java map. */
function encodings(records: readonly MetadataRecordInput[]): string[] {
  return records.map((record) => encodeMetadataRecord(record).toString("hex")).toSorted();
}
