import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { nodeWorld } from "@ottla/runtime";
import { temporaryDirectory } from "../testing/test-node.ts";
import { parseArguments } from "./arguments.ts";
import { completedSettings, givenSettings } from "./given-settings.ts";
import { planNode } from "./plan-node.ts";
import { StartFault } from "./start-fault.ts";

const { disk } = nodeWorld();

function plan(settings: Readonly<Record<string, string>>) {
  return planNode(completedSettings(new Map(Object.entries(settings))), {
    hostName: "machine",
    clusterId: null,
    absolute: (path) => resolve("/here", path),
  });
}

function faultsOf(settings: Readonly<Record<string, string>>): string {
  try {
    plan(settings);
  } catch (error) {
    if (error instanceof StartFault) return error.message;
    throw error;
  }
  return "";
}

test("the command line wins over variables, and variables win over the file", async (t) => {
  const path = join(temporaryDirectory(t), "server.properties");
  writeFileSync(path, "num.partitions=1\nlog.retention.ms=1\nlog.segment.bytes=1\n");
  const settings = await givenSettings({
    given: parseArguments(["--config", path, "--set", "num.partitions=3"]),
    environment: { KAFKA_NUM_PARTITIONS: "2", KAFKA_LOG_RETENTION_MS: "2", HOME: "x" },
    disk,
    absolute: resolve,
  });
  assert.deepEqual(
    ["num.partitions", "log.retention.ms", "log.segment.bytes"].map((key) => settings.get(key)),
    ["3", "2", "1"],
  );
});

test("a node that was told nothing listens on 9092 and 9093, and keeps its data in data/", () => {
  const { nodeId, isBroker, logDirectories, metadataDirectory, listeners } = plan({});
  assert.deepEqual([nodeId, isBroker], [1, true]);
  assert.deepEqual([logDirectories, metadataDirectory], [["/here/data"], "/here/data"]);
  assert.deepEqual(listeners, [
    {
      nodeId: 1,
      name: "PLAINTEXT",
      kind: "broker",
      bind: { host: "", port: 9092 },
      advertised: { host: "localhost", port: 9092 },
    },
    {
      nodeId: 1,
      name: "CONTROLLER",
      kind: "controller",
      bind: { host: "", port: 9093 },
      advertised: { host: "localhost", port: 9093 },
    },
  ]);
});

test("a node that was only told where clients come in has a port of its own choice for controllers", () => {
  const { listeners } = plan({ listeners: "PLAINTEXT://:7000" });
  assert.deepEqual(
    listeners.map(({ name, bind, advertised }) => [name, bind.port, advertised.host]),
    [
      ["PLAINTEXT", 7000, "localhost"],
      ["CONTROLLER", 0, "localhost"],
    ],
  );
});

test("several listeners each have their own name for clients, and the machine's where none is said", () => {
  const { listeners } = plan({
    "process.roles": "broker,controller",
    "node.id": "5",
    listeners: "INSIDE://:7000,OUTSIDE://[::]:7001,CONTROLLER://:7002",
    "advertised.listeners": "INSIDE://inside.example:17000,OUTSIDE://outside.example:17001",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "INSIDE",
    "listener.security.protocol.map": "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
  });
  assert.deepEqual(
    listeners.map(({ name, advertised }) => `${name}://${advertised.host}:${advertised.port}`),
    ["INSIDE://inside.example:17000", "OUTSIDE://outside.example:17001", "CONTROLLER://machine:7002"],
  );
});

test("everything that is wrong is told at once, each by its key", () => {
  const text = faultsOf({ "num.partitions": "none", "log.retention.ms": "soon", "fetch.max.bytes": "3" });
  for (const key of ["num.partitions", "log.retention.ms", "fetch.max.bytes"])
    assert.ok(text.includes(key), text);
});

test("what is not built yet is refused by the key that asks for it", () => {
  const roles = { "process.roles": "broker", "node.id": "1", "controller.listener.names": "CONTROLLER" };
  assert.match(faultsOf({ ...roles, "controller.quorum.voters": "3000@localhost:9093" }), /process\.roles/);
  assert.match(faultsOf({ listeners: "SSL://:9092" }), /listeners.*SSL/s);
});

test("a directory that is named twice is refused", () => {
  assert.match(faultsOf({ "log.dirs": "a,./a" }), /log\.dirs/);
});

test("an argument that there is not, and a setting without a value, are refused", () => {
  assert.throws(() => parseArguments(["--colour"]), /--colour/);
  assert.throws(() => parseArguments(["--set", "novalue"]), /novalue.*KEY=VALUE/s);
  assert.throws(() => parseArguments(["stray"]), StartFault);
  assert.equal(parseArguments(["-h"]).wantsHelp, true);
  assert.deepEqual([...parseArguments(["--set", "a=b=c"]).settings], [["a", "b=c"]]);
});

test("virtual brokers have ids and ports one after the other, and the controller's port is out of their way", () => {
  const { identities, listeners, config } = plan({ "node.id": "0", "test.virtual.brokers": "3" });
  assert.deepEqual(
    listeners.map(({ nodeId, kind, bind, advertised }) => [nodeId, kind, bind.port, advertised.port]),
    [
      [0, "broker", 9092, 9092],
      [0, "controller", 0, 0],
      [1, "broker", 9093, 9093],
      [2, "broker", 9094, 9094],
    ],
  );
  const [, , last] = identities;
  assert.deepEqual(
    ["node.id", "listeners", "advertised.listeners"].map((key) => last?.given.get(key)),
    ["2", "PLAINTEXT://:9094", "PLAINTEXT://localhost:9094"],
  );
  assert.equal(config["offsets.topic.replication.factor"], 3);
  assert.equal(config["transaction.state.log.min.isr"], 2);
});

test("virtual brokers are refused where there is no room for them, or no controller beside them", () => {
  const three = { "test.virtual.brokers": "3" };
  assert.match(
    faultsOf({ ...three, listeners: "PLAINTEXT://:9092,CONTROLLER://:9093" }),
    /PLAINTEXT takes the ports 9092 to 9094, and CONTROLLER has port 9093\. Let CONTROLLER begin at 9095 or later/,
  );
  assert.match(faultsOf({ ...three, listeners: "PLAINTEXT://:65534" }), /65535 is the last there is/);
  assert.match(faultsOf({ ...three, "node.id": "2147483646" }), /There are no 3 ids from node\.id/);
  assert.match(faultsOf({ "test.virtual.brokers": "33" }), /test\.virtual\.brokers=33/);
  const alone = {
    "process.roles": "controller",
    "node.id": "1",
    listeners: "CONTROLLER://:9093",
    "controller.listener.names": "CONTROLLER",
    "controller.quorum.bootstrap.servers": "localhost:9093",
  };
  assert.match(faultsOf({ ...alone, ...three }), /Virtual brokers share a process with their controller/);
});
