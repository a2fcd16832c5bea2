import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { createLogShared, LogDirectory } from "@ottla/log";
import { RecordBatchView } from "@ottla/protocol";
import { Simulation, type VirtualWorld } from "@ottla/simulator";
import { formatDirectory } from "../format/format-directory.ts";
import { imageRecords, MetadataFault } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { openTestQuorum, temporaryDirectory, testEndpoints } from "../testing/open-test-quorum.ts";
import { MetadataQuorum } from "./metadata-quorum.ts";
import { MetadataTooLargeError } from "./pack-batches.ts";
import type { MetadataLogSettings } from "./settings.ts";

const topicId = "OR4lA13PTpSNoltwtSXRTA";
const topic: MetadataRecordInput = { kind: "topic", version: 0, value: { name: "a", topicId } };
const setting = (value: number, name = "n"): MetadataRecordInput => ({
  kind: "config",
  version: 0,
  value: { resourceType: 4, resourceName: "", name, value: String(value) },
});

function credential(saltBytes: number): MetadataRecordInput {
  const keys = { storedKey: Buffer.alloc(32), serverKey: Buffer.alloc(32), iterations: 4096 };
  const value = { name: "alice", mechanism: 1, salt: Buffer.alloc(saltBytes), ...keys };
  return { kind: "userScramCredential", version: 0, value };
}

test("what was appended is there when the log is opened again, in a later epoch", async (context) => {
  const path = temporaryDirectory(context);
  const first = await openTestQuorum(path);
  assert.equal(first.quorum.leaderEpoch, 1);
  assert.equal(first.quorum.image.features.metadataVersion, 30);
  const position = await first.quorum.append([topic]);
  assert.equal(position.offset, first.quorum.highWatermark - 1);
  const records = [...imageRecords(first.quorum.image)];
  await first.close();

  const second = await openTestQuorum(path);
  assert.equal(second.quorum.leaderEpoch, 2);
  assert.deepEqual([...imageRecords(second.quorum.image)], records);
  await second.close();
});

test("publishers see every image in order, one at a time, before an append resolves", async (context) => {
  const { quorum, close } = await openTestQuorum(temporaryDirectory(context));
  const events: string[] = [];
  quorum.subscribe(async (image, changes) => {
    events.push(`first ${changes.configs.length} ${image.configs.of(4, "").get("n")}`);
    await new Promise(setImmediate);
    events.push("first done");
  });
  quorum.subscribe((image) => void events.push(`second ${image.configs.of(4, "").get("n")}`));
  const appends = [1, 2].map(async (value) => {
    await quorum.append([setting(value)]);
    events.push(`appended ${value}`);
  });
  assert.equal(quorum.endImage.configs.of(4, "").get("n"), "2");
  assert.equal(quorum.image.configs.of(4, "").get("n"), undefined);
  await Promise.all(appends);
  assert.deepEqual(events, [
    "first 1 1",
    "first done",
    "second 1",
    "appended 1",
    "first 1 2",
    "first done",
    "second 2",
    "appended 2",
  ]);
  await close();
});

test("many appends at once share their writes", async () => {
  const simulation = new Simulation({ seed: 1 });
  await simulation.run(async () => {
    const machine = simulation.machine();
    const quorum = await openVirtual(machine.boot());
    let syncs = 0;
    machine.diskPlan.failing = (operation, path) => {
      if (operation === "sync" && path.endsWith(".log")) syncs++;
      return null;
    };
    await Promise.all(Array.from({ length: 500 }, (_, value) => quorum.append([setting(value)])));
    assert.ok(syncs <= 3, `${syncs} syncs`);
    await quorum.close();
  });
});

test("records that contradict the log are refused, and never reach it", async (context) => {
  const { quorum, close } = await openTestQuorum(temporaryDirectory(context));
  await quorum.append([topic]);
  const { endOffset, endImage } = quorum;
  await assert.rejects(quorum.append([setting(1), topic]), MetadataFault);
  // Partition 0 is missing: only the end of the decision shows it.
  const gap: MetadataRecordInput = {
    kind: "partition",
    version: 2,
    value: {
      partitionId: 1,
      topicId,
      replicas: [1],
      isr: [1],
      removingReplicas: [],
      addingReplicas: [],
      directories: [quorum.directoryId],
    },
  };
  await assert.rejects(quorum.append([gap]), MetadataFault);
  assert.equal(quorum.endImage, endImage);
  assert.equal(quorum.nextOffset, endOffset);
  await quorum.append([setting(1)]);
  assert.equal(quorum.endOffset, endOffset + 1);
  await close();
});

test("more records than fit one batch go into a transaction, and count all at once", async (context) => {
  const path = temporaryDirectory(context);
  const { quorum, close } = await openTestQuorum(path);
  const seen: number[] = [];
  quorum.subscribe((image) => void seen.push(image.configs.of(4, "").size));
  const { endOffset } = quorum;
  const records = Array.from({ length: 25_000 }, (_, index) => setting(index, `n${index}`));
  await quorum.append(records);
  // Begin and End come on top, and `min.insync.replicas` was there before.
  assert.equal(quorum.endOffset, endOffset + 25_002);
  assert.deepEqual(seen, [25_001]);
  await close();
  const again = await openTestQuorum(path);
  assert.equal(again.quorum.image.configs.of(4, "").size, 25_001);
  await again.close();
});

test("a record that fits no batch is refused, and nothing else suffers", async (context) => {
  const { quorum, close } = await openTestQuorum(temporaryDirectory(context));
  const { endOffset } = quorum;
  const batchBytes = 8 * 1024 * 1024;
  await assert.rejects(quorum.append([setting(1), credential(batchBytes)]), MetadataTooLargeError);
  assert.equal(quorum.failure, null);
  // A little less takes a batch of its own.
  const nearly = credential(batchBytes - 2000);
  await quorum.append([nearly, nearly, setting(2)]);
  assert.equal(quorum.endOffset, endOffset + 5);
  assert.equal(quorum.image.configs.of(4, "").get("n"), "2");
  await close();
});

test("a snapshot takes over from the log: what came before goes, and nothing is lost", async (context) => {
  const path = temporaryDirectory(context);
  const settings = {
    segmentBytes: 2000,
    maxRecordBytesBetweenSnapshots: 3000,
    maxRetentionBytes: 8000,
  };
  const { quorum, close } = await openTestQuorum(path, { settings });
  await quorum.append([topic]);
  for (let value = 0; value < 200; value++) await quorum.append([setting(value)]);
  const records = [...imageRecords(quorum.image)];
  await close();
  assert.ok(quorum.logStartOffset > 100, `the log begins at ${quorum.logStartOffset}`);
  const names = readdirSync(`${path}/__cluster_metadata-0`);
  const snapshots = names.filter((name) => name.endsWith(".checkpoint"));
  assert.equal(names.includes("00000000000000000000.log"), false);
  for (const name of snapshots) {
    assert.equal(statSync(`${path}/__cluster_metadata-0/${name}`).mode & 0o777, 0o400);
  }

  const again = await openTestQuorum(path, { settings });
  assert.deepEqual([...imageRecords(again.quorum.image)], records);
  assert.ok(again.quorum.logStartOffset > 100);
  await again.close();
});

test("a voter that is reached elsewhere says so at the beginning of its epoch", async (context) => {
  const path = temporaryDirectory(context);
  await (await openTestQuorum(path)).close();
  const same = await openTestQuorum(path);
  // The leader alone.
  assert.equal(same.quorum.endOffset, 9 + 1);
  await same.close();
  const controllerEndpoints = [{ name: "CONTROLLER", host: "elsewhere", port: 9093 }];
  const moved = await openTestQuorum(path, { controllerEndpoints });
  // The leader, the version, the voters.
  assert.equal(moved.quorum.endOffset, 10 + 3);
  assert.deepEqual(moved.quorum.describe().nodes, [{ nodeId: 1, listeners: controllerEndpoints }]);
  await moved.close();
});

test("when nothing happens, the log says so in intervals; what happens puts that off", async () => {
  const simulation = new Simulation({ seed: 1 });
  await simulation.run(async () => {
    const quorum = await openVirtual(simulation.machine().boot(), { maxIdleIntervalMs: 500 });
    const { endOffset } = quorum;
    await simulation.sleep(1600);
    assert.equal(quorum.endOffset, endOffset + 3);
    assert.equal(quorum.image.offset, endOffset + 2);
    for (let value = 0; value < 10; value++) {
      await quorum.append([setting(value)]);
      await simulation.sleep(400);
    }
    assert.equal(quorum.endOffset, endOffset + 13);
    await quorum.close();
  });
});

test("a snapshot is due after a while, however little was written", async () => {
  const simulation = new Simulation({ seed: 1 });
  await simulation.run(async () => {
    const world = simulation.machine().boot();
    const quorum = await openVirtual(world, { maxSnapshotIntervalMs: 60_000 });
    await quorum.append([setting(1)]);
    await simulation.sleep(61_000);
    await quorum.append([setting(2)]);
    const endOffset = String(quorum.endOffset).padStart(20, "0");
    await simulation.sleep(1000);
    const names = (await world.disk.list("/data/__cluster_metadata-0")) ?? [];
    assert.ok(names.includes(`${endOffset}-0000000001.checkpoint`), names.join(" "));
    await quorum.close();
  });
});

test("when the disk fails, whoever waits hears of it, and nothing more is accepted", async () => {
  const simulation = new Simulation({ seed: 1 });
  await simulation.run(async () => {
    const machine = simulation.machine();
    const quorum = await openVirtual(machine.boot());
    const failures: Error[] = [];
    quorum.onFailure((error) => failures.push(error));
    machine.diskPlan.failing = (operation) => (operation === "write" ? "EIO" : null);
    const waiting = [quorum.append([setting(1)]), quorum.append([setting(2)])];
    const outcomes = await Promise.allSettled(waiting);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["rejected", "rejected"],
    );
    assert.equal(failures.length, 1);
    machine.diskPlan.failing = null;
    await assert.rejects(quorum.append([setting(3)]));
    await assert.rejects(quorum.whenCurrent());
    assert.equal(quorum.image.configs.of(4, "").get("n"), undefined);
    await quorum.close();

    const again = await openVirtual(machine.boot());
    assert.equal(again.image.configs.of(4, "").get("n"), undefined);
    await again.close();
  });
});

test("a publisher that fails ends the quorum: nobody may serve what others did not take in", async (context) => {
  const { quorum, close } = await openTestQuorum(temporaryDirectory(context));
  const failures: string[] = [];
  quorum.onFailure(({ message }) => failures.push(message));
  quorum.subscribe(() => {
    throw new Error("cannot take it in");
  });
  await assert.rejects(quorum.append([setting(1)]), /cannot take it in/);
  assert.deepEqual(failures, ["cannot take it in"]);
  await close();
});

test("the batches of the log carry their leader's epoch", async (context) => {
  const { quorum, close, directory } = await openTestQuorum(temporaryDirectory(context));
  await quorum.append([setting(1)]);
  await close();
  const file = `${directory.path}/__cluster_metadata-0/00000000000000000000.log`;
  const batch = new RecordBatchView(readFileSync(file));
  assert.equal(batch.partitionLeaderEpoch, 1);
  assert.equal(batch.isControl, true);
});

async function openVirtual(
  { disk, clock, random }: VirtualWorld,
  settings: Partial<MetadataLogSettings> = {},
): Promise<MetadataQuorum> {
  const directory = await LogDirectory.open(disk, "/data");
  const clusterId = "OttlaFixtureCluster001";
  const identity = {
    disk,
    clock,
    random,
    directory,
    nodeId: 1,
    clusterId,
    controllerEndpoints: testEndpoints,
  };
  if (directory.meta === null) await formatDirectory({ ...identity, holdsMetadata: true });
  return await MetadataQuorum.open({
    ...identity,
    shared: createLogShared({ disk, clock, random }),
    settings: { maxIdleIntervalMs: 0, ...settings },
  });
}
