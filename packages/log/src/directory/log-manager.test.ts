import assert from "node:assert/strict";
import { test } from "node:test";
import { type Machine, Simulation, type VirtualWorld } from "@ottla/simulator";
import { defaultLogConfig } from "../log/log-config.ts";
import { createLogShared } from "../log/log-shared.ts";
import { append } from "../testing/virtual-logs.ts";
import { LogDirectory } from "./log-directory.ts";
import { LogManager } from "./log-manager.ts";
import type { LogManagerOptions } from "./log-manager-options.ts";

const topicId = "AAAAAAAAAAAAAAAAAAAAAQ";
const otherTopicId = "AAAAAAAAAAAAAAAAAAAAAg";

class Broker {
  readonly machine: Machine;
  world: VirtualWorld;

  constructor(simulation: Simulation) {
    this.machine = simulation.machine();
    this.world = this.machine.boot();
  }

  async open(
    paths: readonly string[] = ["/data"],
    options: Partial<LogManagerOptions> = {},
  ): Promise<LogManager> {
    const { world } = this;
    const directories: LogDirectory[] = [];
    for (const path of paths) {
      const directory = await LogDirectory.open(world.disk, path);
      if (directory.meta === null) {
        const meta = { clusterId: "c", nodeId: 1, directoryId: null };
        await directory.format(meta, { random: world.random, now: world.clock.now() });
      }
      directories.push(directory);
    }
    return await LogManager.open({
      shared: createLogShared(world),
      directories,
      configOf: () => defaultLogConfig,
      ...options,
    });
  }

  restart(): void {
    this.world = this.machine.boot();
  }

  get paths(): string[] {
    return [...this.machine.files().keys()];
  }
}

function withBroker(body: (broker: Broker, simulation: Simulation) => Promise<void>): () => Promise<void> {
  return async () => {
    const simulation = new Simulation({ seed: 1 });
    await simulation.run(() => body(new Broker(simulation), simulation));
  };
}

const newLog = (partition: number, id = topicId) => ({
  topic: "t",
  partition,
  topicId: id,
  config: defaultLogConfig,
});

test(
  "partitions are spread over the directories, and found again there",
  withBroker(async (broker) => {
    const manager = await broker.open(["/a", "/b"]);
    for (let partition = 0; partition < 4; partition++)
      await append(await manager.create(newLog(partition)), "x");
    assert.deepEqual(
      manager.directories.map((directory) => manager.logsIn(directory).length),
      [2, 2],
    );
    await manager.close({ isClean: true, brokerEpoch: 5 });
    broker.restart();
    const again = await broker.open(["/a", "/b"]);
    assert.deepEqual(
      [...again.logs()].map((log) => log.endOffset),
      [1, 1, 1, 1],
    );
    assert.equal(again.previousBrokerEpoch, 5);
    assert.equal(again.get("t", 3)?.topicId, topicId);
    assert.equal(again.get("t", 4), undefined);
  }),
);

test(
  "after a kill there is no broker epoch, and what is not below the recovery points is read through",
  withBroker(async (broker) => {
    const manager = await broker.open();
    await append(await manager.create(newLog(0)), "x");
    broker.restart();
    const again = await broker.open();
    assert.equal(again.previousBrokerEpoch, null);
    assert.equal(again.loadReport.recoveredSegments, 1);
    assert.equal(again.get("t", 0)?.endOffset, 1);
  }),
);

test(
  "one directory that cannot be opened is given up, and the others are served",
  withBroker(async (broker) => {
    const manager = await broker.open(["/a", "/b"]);
    for (let partition = 0; partition < 4; partition++) await manager.create(newLog(partition));
    await manager.close({ isClean: true, brokerEpoch: 5 });
    await broker.world.disk.replaceFile("/a/recovery-point-offset-checkpoint", "9\n");
    broker.restart();
    const again = await broker.open(["/a", "/b"]);
    const [a, b] = again.directories;
    assert.match(a?.failure?.message ?? "", /recovery-point-offset-checkpoint is malformed/);
    assert.equal(b?.failure, null);
    assert.equal([...again.logs()].length, 2);
    const log = await again.create(newLog(9));
    assert.equal(again.directoryOf(log), b);
    await again.close({ isClean: true, brokerEpoch: 6 });
    assert.ok(!broker.paths.includes("/a/.kafka_cleanshutdown"));
    assert.ok(broker.paths.includes("/b/.kafka_cleanshutdown"));
  }),
);

test(
  "if the only directory cannot be opened, the start ends with what is wrong with it",
  withBroker(async (broker) => {
    const manager = await broker.open();
    await manager.close({ isClean: true, brokerEpoch: 5 });
    await broker.world.disk.replaceFile("/data/replication-offset-checkpoint", "0\n7\n");
    broker.restart();
    await assert.rejects(broker.open(), { name: "CheckpointError" });
  }),
);

test(
  "a failed sync takes its whole directory offline, and the others go on",
  withBroker(async (broker) => {
    const failed: string[] = [];
    const manager = await broker.open(["/a", "/b"], {
      onDirectoryFailure: (directory) => failed.push(directory.path),
    });
    const logs = [];
    const config = { ...defaultLogConfig, flushMessages: 1 };
    for (let partition = 0; partition < 4; partition++) {
      logs.push(await manager.create({ ...newLog(partition), config }));
    }
    broker.machine.diskPlan.failing = (operation, path) =>
      operation === "sync" && path.startsWith("/a/") && path.endsWith(".log") ? "EIO" : null;
    const results = await Promise.allSettled(logs.map((log) => append(log, "x")));
    assert.equal(results.filter(({ status }) => status === "rejected").length, 2);
    assert.deepEqual(failed, ["/a"]);
    for (const log of logs) {
      const isOffline = log.directory.startsWith("/a/");
      assert.equal(log.failure !== null, isOffline);
    }
  }),
);

test(
  "a partition in two directories is refused: nobody knows which is right",
  withBroker(async (broker) => {
    const manager = await broker.open(["/a"]);
    await manager.create(newLog(0));
    await manager.close({ isClean: true, brokerEpoch: 5 });
    await broker.world.disk.makeDirectory("/b/t-0");
    await broker.world.disk.replaceFile("/b/meta.properties", "version=1\ncluster.id=c\nnode.id=1\n");
    broker.restart();
    const again = await broker.open(["/a", "/b"]);
    assert.match(again.directories[1]?.failure?.message ?? "", /holds the same partition as \/a\/t-0/);
  }),
);

test(
  "a deleted partition is out of the way at once, and gone after file.delete.delay.ms",
  withBroker(async (broker, simulation) => {
    const manager = await broker.open();
    await append(await manager.create(newLog(0)), "x");
    await manager.delete("t", 0);
    assert.equal(manager.get("t", 0), undefined);
    const leaving = () => broker.paths.filter((path) => /t-0\.[0-9a-f]{32}-delete\//.test(path));
    assert.ok(leaving().length > 0);
    // The topic may come again meanwhile.
    const log = await manager.create(newLog(0, otherTopicId));
    assert.equal(log.endOffset, 0);
    await simulation.sleep(61_000);
    assert.deepEqual(leaving(), []);
    assert.ok(broker.paths.some((path) => path.startsWith("/data/t-0/")));
  }),
);

test(
  "a deletion that a crash cut short is finished at the next start",
  withBroker(async (broker) => {
    const manager = await broker.open();
    await manager.create(newLog(0));
    await manager.delete("t", 0);
    broker.restart();
    await broker.open();
    assert.deepEqual(
      broker.paths.filter((path) => path.includes("t-0")),
      [],
    );
  }),
);

test(
  "a partition that nobody knows is put aside and kept",
  withBroker(async (broker) => {
    const manager = await broker.open();
    await append(await manager.create(newLog(0)), "x");
    await manager.setAside("t", 0);
    broker.restart();
    const again = await broker.open();
    assert.equal(again.get("t", 0), undefined);
    assert.ok(broker.paths.some((path) => /t-0\.[0-9a-f]{32}-stray\/.*\.log$/.test(path)));
  }),
);

test(
  "a directory of the same name from another topic is not taken for this one's",
  withBroker(async (broker) => {
    const manager = await broker.open();
    await manager.create(newLog(0));
    await assert.rejects(manager.create(newLog(0, otherTopicId)), {
      name: "LogError",
      message: /belongs to another topic/,
    });
    assert.equal((await manager.create(newLog(0))).topicId, topicId);
  }),
);

test(
  "a partition whose id was lost in a crash is given it again",
  withBroker(async (broker) => {
    const manager = await broker.open();
    await append(await manager.create(newLog(0)), "x");
    broker.restart();
    await broker.world.disk.remove("/data/t-0/partition.metadata");
    const again = await broker.open();
    assert.equal(again.get("t", 0)?.topicId, null);
    const log = await again.create(newLog(0));
    assert.deepEqual([log.topicId, log.endOffset], [topicId, 1]);
  }),
);

test(
  "checkpoints are written by themselves, and a stop writes them all",
  withBroker(async (broker, simulation) => {
    const manager = await broker.open();
    const log = await manager.create(newLog(0));
    for (const value of ["a", "b", "c"]) await append(log, value);
    const checkpoint = (name: string) => String(broker.machine.files().get(`/data/${name}`));
    await simulation.sleep(6_000);
    assert.equal(checkpoint("replication-offset-checkpoint"), "0\n1\nt 0 3\n");
    await log.flush();
    await log.deleteRecordsBefore(2);
    assert.equal(checkpoint("recovery-point-offset-checkpoint"), "0\n1\nt 0 3\n");
    assert.equal(checkpoint("log-start-offset-checkpoint"), "0\n1\nt 0 2\n");
    await append(log, "d");
    await manager.close({ isClean: true, brokerEpoch: 9 });
    assert.equal(checkpoint("recovery-point-offset-checkpoint"), "0\n1\nt 0 4\n");
    assert.equal(checkpoint(".kafka_cleanshutdown"), '{"version":0,"brokerEpoch":9}');
  }),
);
