import assert from "node:assert/strict";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { LogDirectory } from "@ottla/log";
import { batchesIn } from "@ottla/protocol";
import { nodeWorld } from "@ottla/runtime";
import { snapshotTimestamp } from "../snapshot/read-snapshot.ts";
import { kafkaClusterId, kafkaDirectory } from "../testing/kafka-directories.ts";
import { openTestQuorum, temporaryDirectory } from "../testing/open-test-quorum.ts";
import { formatDirectory } from "./format-directory.ts";

const snapshotPath = "__cluster_metadata-0/00000000000000000000-0000000000.checkpoint";
const endpoints = [{ name: "CONTROLLER", host: "localhost", port: 22201 }];
const { disk, clock, random } = nodeWorld();

test("a directory is formatted byte for byte as kafka-storage format --standalone does it", async (context) => {
  const kafkas = kafkaDirectory(context, "formatted");
  const bootstrap = readFileSync(`${kafkas}/bootstrap.checkpoint`);
  const snapshot = readFileSync(`${kafkas}/${snapshotPath}`);
  const directoryIdOfKafka = /directory\.id=(.*)/.exec(
    readFileSync(`${kafkas}/meta.properties`, "latin1"),
  )?.[1];
  assert.ok(directoryIdOfKafka !== undefined);

  // The moments at which Kafka looked at its clock.
  const times = [...timesOf(bootstrap), snapshotTimestamp(snapshot) ?? -1, ...timesOf(snapshot), 0];
  const path = temporaryDirectory(context);
  const directory = await LogDirectory.open(disk, path);
  const meta = await formatDirectory({
    disk,
    clock: { ...clock, now: () => times.shift() ?? -1 },
    random: { ...random, bytes: () => Buffer.from(directoryIdOfKafka, "base64url") },
    directory,
    nodeId: 1,
    clusterId: kafkaClusterId,
    holdsMetadata: true,
    controllerEndpoints: endpoints,
  });
  assert.deepEqual(meta, { nodeId: 1, clusterId: kafkaClusterId, directoryId: directoryIdOfKafka });
  assert.deepEqual(readFileSync(`${path}/bootstrap.checkpoint`), bootstrap);
  assert.deepEqual(readFileSync(`${path}/${snapshotPath}`), snapshot);
  assert.equal(statSync(`${path}/${snapshotPath}`).mode & 0o777, 0o400);
  assert.deepEqual(propertiesOf(path), propertiesOf(kafkas));
  await directory.release();
});

test("without voters of its own, a directory names none", async (context) => {
  const path = temporaryDirectory(context);
  const directory = await LogDirectory.open(disk, path);
  const options = { disk, clock, random, directory, nodeId: 7, controllerEndpoints: null };
  const meta = await formatDirectory({ ...options, holdsMetadata: true });
  assert.deepEqual(await disk.list(path), [".lock", "bootstrap.checkpoint", "meta.properties"]);
  assert.match(meta.clusterId, /^[\w][\w-]{21}$/);
  assert.notEqual(meta.directoryId, null);
  await directory.release();
});

test("formatting that was interrupted begins again, at whatever point that was", async (context) => {
  const path = temporaryDirectory(context);
  const options = { disk, clock, random, nodeId: 1, holdsMetadata: true, controllerEndpoints: endpoints };
  const interruptions = [
    ["meta.properties"],
    ["meta.properties", snapshotPath],
    ["meta.properties", "__cluster_metadata-0"],
    ["meta.properties", "__cluster_metadata-0", "bootstrap.checkpoint"],
  ];
  for (const missing of interruptions) {
    let directory = await LogDirectory.open(disk, path);
    if (directory.meta === null) await formatDirectory({ ...options, directory });
    await directory.release();
    for (const name of missing) rmSync(`${path}/${name}`, { recursive: true });
    if (missing.includes(snapshotPath)) writeFileSync(`${path}/${snapshotPath}.part`, "x");
    directory = await LogDirectory.open(disk, path);
    assert.equal(directory.meta, null);
    const { directoryId } = await formatDirectory({ ...options, directory });
    await directory.release();
    const { quorum, close } = await openTestQuorum(path);
    assert.equal(quorum.directoryId, directoryId);
    await close();
    rmSync(path, { recursive: true });
  }
});

test("a metadata log without meta.properties is not formatted over", async (context) => {
  const path = temporaryDirectory(context);
  await (await openTestQuorum(path)).close();
  rmSync(`${path}/meta.properties`);
  await assert.rejects(LogDirectory.open(disk, path), /holds __cluster_metadata-0.* has no meta\.properties/);
});

function timesOf(file: Buffer): number[] {
  return [...batchesIn(file)].map((batch) => batch.maxTimestamp);
}

/** What counts of meta.properties: comments do not. */
function propertiesOf(path: string): string[] {
  const lines = readFileSync(`${path}/meta.properties`, "latin1").split("\n");
  return lines.filter((line) => !line.startsWith("#"));
}
