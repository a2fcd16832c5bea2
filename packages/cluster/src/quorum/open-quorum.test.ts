import assert from "node:assert/strict";
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { type TestContext, test } from "node:test";
import { LogDirectoryError } from "@ottla/log";
import { featureLevel } from "../image/features-image.ts";
import { imageRecords } from "../image/index.ts";
import { encodeMetadataRecord, type MetadataRecordInput } from "../records/index.ts";
import { snapshotBatches } from "../snapshot/write-snapshot.ts";
import { kafkaDirectory } from "../testing/kafka-directories.ts";
import { openTestQuorum, temporaryDirectory } from "../testing/open-test-quorum.ts";
import { type QuorumRecord, quorumBatch } from "./control-records.ts";
import { metadataBatch } from "./metadata-batch.ts";

const segmentName = "00000000000000000000.log";
const setting = (value: string): MetadataRecordInput => ({
  kind: "config",
  version: 0,
  value: { resourceType: 4, resourceName: "", name: "n", value },
});

/** A directory whose log was written, and closed in order. */
async function filledDirectory(
  context: TestContext,
): Promise<{ path: string; log: string; endOffset: number }> {
  const path = temporaryDirectory(context);
  const { quorum, close } = await openTestQuorum(path);
  await quorum.append([setting("1")]);
  const { endOffset } = quorum;
  await close();
  return { path, log: `${path}/__cluster_metadata-0/${segmentName}`, endOffset };
}

test("a torn batch at the end was never acknowledged, and is cut off", async (context) => {
  const { path, log, endOffset } = await filledDirectory(context);
  const torn = metadataBatch([encodeMetadataRecord(setting("2"))], {
    baseOffset: endOffset,
    leaderEpoch: 1,
    timestampMs: 1,
  });
  const size = statSync(log).size;
  appendFileSync(log, torn.subarray(0, -1));
  const { quorum, close } = await openTestQuorum(path);
  assert.equal(quorum.image.configs.of(4, "").get("n"), "1");
  assert.equal(quorum.endOffset, endOffset + 1);
  await close();
  assert.equal(
    readFileSync(log).readInt32BE(size + 12),
    2,
    "the new leader's batch is where the torn one was",
  );
});

test("without quorum-state, the epoch follows the last one of the log", async (context) => {
  const { path } = await filledDirectory(context);
  rmSync(`${path}/__cluster_metadata-0/quorum-state`);
  const { quorum, close } = await openTestQuorum(path);
  assert.equal(quorum.leaderEpoch, 2);
  await close();
});

test("an epoch that was begun, but in which nothing was written, is not begun again", async (context) => {
  const { path } = await filledDirectory(context);
  const file = `${path}/__cluster_metadata-0/quorum-state`;
  writeFileSync(file, readFileSync(file, "latin1").replace('"leaderEpoch":1', '"leaderEpoch":7'));
  const { quorum, close } = await openTestQuorum(path);
  assert.equal(quorum.leaderEpoch, 8);
  await close();
});

test("a log that is behind its snapshot begins anew where the snapshot ends", async (context) => {
  const path = kafkaDirectory(context, "restarted");
  truncateSync(`${path}/__cluster_metadata-0/${segmentName}`, 2634); // the end of the first epoch
  const { quorum, close } = await openTestQuorum(path);
  assert.equal(quorum.logStartOffset, 76);
  assert.equal(quorum.image.topics.byName.has("a"), true);
  assert.equal(quorum.image.cluster.brokers.get(1)?.epoch, 73);
  assert.deepEqual(
    readdirSync(`${path}/__cluster_metadata-0`).filter((name) => name.endsWith(".log")),
    ["00000000000000000076.log"],
  );
  await close();
});

test("a log that begins later than every snapshot ends is refused", async (context) => {
  const path = kafkaDirectory(context, "restarted");
  truncateSync(`${path}/__cluster_metadata-0/${segmentName}`, 2634);
  await (await openTestQuorum(path)).close();
  rmSync(`${path}/__cluster_metadata-0/00000000000000000076-0000000003.checkpoint`);
  await assert.rejects(openTestQuorum(path), /begins at offset 76, and no snapshot holds what came before/);
});

test("what was being written or removed when the node stopped is swept away", async (context) => {
  const { path } = await filledDirectory(context);
  const directory = `${path}/__cluster_metadata-0`;
  writeFileSync(`${directory}/00000000000000000005-0000000001.checkpoint.part`, "x");
  writeFileSync(`${directory}/00000000000000000004-0000000001.checkpoint.deleted`, "x");
  await (await openTestQuorum(path)).close();
  const checkpoints = readdirSync(directory).filter((name) => name.includes(".checkpoint"));
  assert.deepEqual(checkpoints, ["00000000000000000000-0000000000.checkpoint"]);
});

test("a transaction that a leader left open is aborted by the next one", async (context) => {
  const { path, log, endOffset } = await filledDirectory(context);
  const begin: MetadataRecordInput = { kind: "beginTransaction", version: 0, value: { name: null } };
  const frames = [begin, setting("2")].map(encodeMetadataRecord);
  appendFileSync(log, metadataBatch(frames, { baseOffset: endOffset, leaderEpoch: 1, timestampMs: 1 }));
  const { quorum, close } = await openTestQuorum(path);
  assert.equal(quorum.image.configs.of(4, "").get("n"), "1");
  await quorum.append([setting("3")]);
  await close();
  const again = await openTestQuorum(path);
  assert.equal(again.quorum.image.configs.of(4, "").get("n"), "3");
  await again.close();
});

test("bootstrap records may stand in the bootstrap snapshot, as newer Kafkas write them", async (context) => {
  const path = kafkaDirectory(context, "formatted");
  const file = `${path}/__cluster_metadata-0/00000000000000000000-0000000000.checkpoint`;
  const directoryId = /directory\.id=(.*)/.exec(readFileSync(`${path}/meta.properties`, "latin1"))?.[1] ?? "";
  const voter = { id: 1, directoryId, endpoints: [], kraftVersions: { min: 0, max: 1 } };
  const records = [featureLevel("metadata.version", 30), featureLevel("group.version", 1)];
  const content = {
    epoch: 0,
    lastContainedLogTimestamp: 0,
    voters: { kraftVersion: 1, voters: [voter] },
    records,
  };
  rmSync(file);
  rmSync(`${path}/bootstrap.checkpoint`);
  writeFileSync(file, Buffer.concat([...snapshotBatches(content, () => 0)]));
  const { quorum, close } = await openTestQuorum(path);
  assert.deepEqual([...imageRecords(quorum.image)], records);
  await close();
  const again = await openTestQuorum(path);
  assert.deepEqual([...imageRecords(again.quorum.image)], records);
  await again.close();
});

test("without bootstrap records, a cluster begins with the newest metadata version alone", async (context) => {
  const path = kafkaDirectory(context, "formatted");
  rmSync(`${path}/bootstrap.checkpoint`);
  const { quorum, close } = await openTestQuorum(path);
  assert.deepEqual([...imageRecords(quorum.image)], [featureLevel("metadata.version", 30)]);
  await close();
});

test("an empty log begins as Kafka's does: its leader, its voters, its bootstrap records in a transaction", async (context) => {
  const path = kafkaDirectory(context, "formatted");
  const { quorum, close } = await openTestQuorum(path);
  // LeaderChange, KRaftVersion, KRaftVoters; Begin, three features, min.insync.replicas, End.
  assert.equal(quorum.endOffset, 9);
  assert.equal(quorum.image.configs.of(4, "").get("min.insync.replicas"), "1");
  await close();
});

interface Refusal {
  readonly what: string;
  readonly written: (baseOffset: number) => Buffer;
  readonly says: RegExp;
}

const metadata = (records: readonly MetadataRecordInput[]) => (baseOffset: number) =>
  metadataBatch(records.map(encodeMetadataRecord), { baseOffset, leaderEpoch: 1, timestampMs: 1 });
const control = (record: QuorumRecord) => (baseOffset: number) =>
  quorumBatch([record], { baseOffset, leaderEpoch: 1, timestampMs: 1 });
const voter = (id: number, directoryId: string) => ({
  id,
  directoryId,
  endpoints: [],
  kraftVersions: { min: 0, max: 1 },
});

const refusals: readonly Refusal[] = [
  {
    what: "a metadata version that is not known",
    written: metadata([featureLevel("metadata.version", 31)]),
    says: /has metadata\.version finalized at level 31, and the levels 7 to 30 are known.*later one/,
  },
  {
    what: "a feature that is not known",
    written: metadata([featureLevel("time.travel", 1)]),
    says: /has time\.travel finalized at level 1, which is not known/,
  },
  {
    what: "a record that is not known",
    written: (baseOffset) =>
      metadataBatch([Buffer.from([1, 29, 0, 0])], { baseOffset, leaderEpoch: 1, timestampMs: 1 }),
    says: /offset \d+\) holds something newer: metadata record type 29 is not known/,
  },
  {
    what: "a record that contradicts those before it",
    written: metadata([{ kind: "removeTopic", version: 0, value: { topicId: "OR4lA13PTpSNoltwtSXRTA" } }]),
    says: /cannot be understood: a record is about topic OR4lA13PTpSNoltwtSXRTA, which is not there/,
  },
  {
    what: "a quorum version that is not known",
    written: control({ kind: "kraftVersion", kraftVersion: 2 }),
    says: /is at kraft\.version 2, and 1 is the highest that is known/,
  },
  {
    what: "voters beside this node",
    written: control({
      kind: "voters",
      voters: [voter(1, "AAAAAAAAAAAAAAAAAAAAZA"), voter(2, "AAAAAAAAAAAAAAAAAAAAZQ")],
    }),
    says: /belongs to a metadata quorum with the voters 1, 2; this is node 1/,
  },
  {
    what: "a voter with another directory",
    written: control({ kind: "voters", voters: [voter(1, "AAAAAAAAAAAAAAAAAAAAZA")] }),
    says: /is that of voter 1 with the directory id AAAAAAAAAAAAAAAAAAAAZA, but this directory's is/,
  },
];

for (const { what, written, says } of refusals) {
  test(`a log with ${what} is refused, and left as it is`, async (context) => {
    const { path, log, endOffset } = await filledDirectory(context);
    appendFileSync(log, written(endOffset));
    const before = readFileSync(log);
    await assert.rejects(openTestQuorum(path), (error: unknown) => {
      assert.ok(error instanceof LogDirectoryError);
      assert.match(error.message, says);
      assert.ok(error.message.includes(path));
      return true;
    });
    assert.deepEqual(readFileSync(log), before);
  });
}

test("a damaged snapshot is refused with its name", async (context) => {
  const path = kafkaDirectory(context, "restarted");
  const name = "00000000000000000076-0000000003.checkpoint";
  const file = `${path}/__cluster_metadata-0/${name}`;
  const bytes = readFileSync(file);
  for (const [damaged, says] of [
    [bytes.subarray(0, -75), /has no end: it was cut off/],
    [
      Buffer.concat([bytes.subarray(0, 300), Buffer.from([1]), bytes.subarray(301)]),
      /is damaged at byte 166/,
    ],
    [Buffer.alloc(0), /is empty/],
  ] as const) {
    rmSync(file);
    writeFileSync(file, damaged);
    await assert.rejects(
      openTestQuorum(path),
      (error: Error) => says.test(error.message) && error.message.includes(name),
    );
  }
});

test("a node that is not among the static voters is refused", async (context) => {
  const path = kafkaDirectory(context, "static");
  await assert.rejects(
    openTestQuorum(path, { staticVoters: [1, 2, 3] }),
    /with the voters 1, 2, 3; this is node 1/,
  );
});

test("a malformed quorum-state is refused", async (context) => {
  const { path } = await filledDirectory(context);
  writeFileSync(`${path}/__cluster_metadata-0/quorum-state`, "{");
  await assert.rejects(openTestQuorum(path), /quorum-state is malformed: .* Restore it, or remove it/);
});
