import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulation, type VirtualWorld } from "@ottla/simulator";
import { LogDirectory } from "./log-directory.ts";
import { LogDirectoryError } from "./log-directory-error.ts";

const meta = { clusterId: "cluster-a", nodeId: 1, directoryId: null };

function inWorld(body: (world: VirtualWorld, simulation: Simulation) => Promise<void>): () => Promise<void> {
  return async () => {
    const simulation = new Simulation({ seed: 1 });
    await simulation.run(() => body(simulation.machine().boot(), simulation));
  };
}

async function formatted(world: VirtualWorld, path = "/data"): Promise<LogDirectory> {
  const directory = await LogDirectory.open(world.disk, path);
  await directory.format(meta, { random: world.random, now: world.clock.now() });
  return directory;
}

test(
  "an empty directory is to be formatted, and is this node's from then on",
  inWorld(async (world) => {
    const empty = await LogDirectory.open(world.disk, "/new/deep/data");
    assert.equal(empty.meta, null);
    assert.throws(() => empty.verify({ nodeId: 1, clusterId: null }), /is not formatted/);
    const settled = await empty.format(meta, { random: world.random, now: world.clock.now() });
    assert.match(settled.directoryId ?? "", /^[A-Za-z0-9_-]{22}$/);
    await empty.release();
    const again = await LogDirectory.open(world.disk, "/new/deep/data");
    assert.deepEqual(again.meta, settled);
    again.verify({ nodeId: 1, clusterId: "cluster-a" });
  }),
);

test(
  "a formatted directory survives a power cut, with all that was made above it",
  inWorld(async (world, simulation) => {
    await formatted(world, "/new/deep/data");
    simulation.machine().cutPower("none");
    const { disk } = simulation.machine().boot();
    assert.equal((await LogDirectory.open(disk, "/new/deep/data")).meta?.clusterId, "cluster-a");
  }),
);

test(
  "a directory has one process: the second is told so",
  inWorld(async (world) => {
    const first = await formatted(world);
    await assert.rejects(LogDirectory.open(world.disk, "/data"), {
      name: "LogDirectoryError",
      message: /\/data is in use by another process\. Stop the broker/,
    });
    await first.release();
    await (await LogDirectory.open(world.disk, "/data")).release();
  }),
);

test(
  "another node's or another cluster's directory is refused, with the setting that would be right",
  inWorld(async (world) => {
    const directory = await formatted(world);
    assert.throws(
      () => directory.verify({ nodeId: 2, clusterId: null }),
      /belongs to node 1.*this is node 2.*node\.id=1/,
    );
    assert.throws(
      () => directory.verify({ nodeId: 1, clusterId: "cluster-b" }),
      /belongs to the cluster cluster-a.*this one is cluster-b.*log\.dirs/,
    );
  }),
);

test(
  "a directory that holds something else is refused, and left as it is",
  inWorld(async (world) => {
    await world.disk.makeDirectory("/data");
    await world.disk.replaceFile("/data/thesis.txt", "mine");
    await assert.rejects(LogDirectory.open(world.disk, "/data"), /is not empty \(it holds thesis\.txt\)/);
    assert.equal(String(await world.disk.readFile("/data/thesis.txt")), "mine");
    await world.disk.remove("/data/thesis.txt");
    await (await LogDirectory.open(world.disk, "/data")).release();
  }),
);

test(
  "a directory that cannot be read for what it is says why",
  inWorld(async (world, simulation) => {
    const directory = await formatted(world);
    await directory.release();
    await world.disk.replaceFile("/data/meta.properties", "version=9\n");
    await assert.rejects(LogDirectory.open(world.disk, "/data"), /meta\.properties has the version "9"/);
    simulation.machine().diskPlan.isReadOnly = true;
    await assert.rejects(LogDirectory.open(world.disk, "/other"), (error) => {
      assert.ok(error instanceof LogDirectoryError);
      assert.match(error.message, /\/other cannot be used: EROFS.*Check that it is a directory/);
      return true;
    });
  }),
);

test(
  "the marker of a clean stop is believed once",
  inWorld(async (world) => {
    const directory = await formatted(world);
    assert.equal(await directory.takeCleanShutdown(), null);
    await directory.markCleanShutdown(77);
    assert.deepEqual(await directory.takeCleanShutdown(), { brokerEpoch: 77 });
    assert.equal(await directory.takeCleanShutdown(), null);
  }),
);

test(
  "a checkpoint that says the same is not written again",
  inWorld(async (world, simulation) => {
    const directory = await formatted(world);
    const offsets = new Map([["t-0", 5]]);
    await directory.saveCheckpoint("recoveryPoint", offsets);
    simulation.machine().diskPlan.isReadOnly = true;
    await directory.saveCheckpoint("recoveryPoint", offsets);
    await assert.rejects(directory.saveCheckpoint("recoveryPoint", new Map([["t-0", 6]])), { code: "EROFS" });
    assert.deepEqual(await directory.readCheckpoint("recoveryPoint"), offsets);
  }),
);
