import assert from "node:assert/strict";
import { test } from "node:test";
import { checkBroker, faultText } from "./check-broker.ts";

const node = {
  "process.roles": "broker,controller",
  "node.id": "1",
  listeners: "PLAINTEXT://:9092,CONTROLLER://:9093",
  "controller.listener.names": "CONTROLLER",
};

function faults(settings: Record<string, string>, base: Record<string, string> = node): string[] {
  return checkBroker(new Map(Object.entries({ ...base, ...settings }))).faults.map(faultText);
}

test("the settings of Kafka's own server.properties have no faults", () => {
  assert.deepEqual(
    faults({
      "controller.quorum.bootstrap.servers": "localhost:9093",
      "inter.broker.listener.name": "PLAINTEXT",
      "advertised.listeners": "PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093",
      "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL",
      "log.dirs": "/var/lib/kafka",
    }),
    [],
  );
});

test("everything that cannot be read is told at once, with its remedy", () => {
  assert.deepEqual(
    faults({ "num.partitions": "many", "delete.topic.enable": "yes", "log.retention.bytes": "1GB" }),
    [
      "num.partitions=many: Invalid value many for configuration num.partitions: Not a number of type INT. Set it to a whole number in [1,...], or leave it out.",
      "delete.topic.enable=yes: Invalid value yes for configuration delete.topic.enable: Expected value to be either true or false. Set it to true or false, or leave it out.",
      "log.retention.bytes=1GB: Invalid value 1GB for configuration log.retention.bytes: Not a number of type LONG. Set it to a whole number, or leave it out.",
    ],
  );
});

test("what must be given is asked for by an example", () => {
  assert.deepEqual(faults({}, {}), [
    `controller.listener.names: Missing required configuration "controller.listener.names" which has no default value. Set it as in controller.listener.names=CONTROLLER.`,
    `node.id: Missing required configuration "node.id" which has no default value. Set it as in node.id=1.`,
    `process.roles: Missing required configuration "process.roles" which has no default value. Set it as in process.roles=broker,controller.`,
  ]);
});

test("broker.id and node.id are one number", () => {
  const { "node.id": _none, ...withoutId } = node;
  assert.deepEqual(faults({ "broker.id": "3" }, withoutId), []);
  assert.match(
    faults({ "broker.id": "3" })[0] ?? "",
    /^broker.id=3: You must set `node.id` to the same value/,
  );
});

const violations: readonly (readonly [settings: Record<string, string>, key: string, message: RegExp])[] = [
  [{ listeners: "PLAINTEXT://:9092" }, "controller.listener.names", /must only contain values appearing/],
  [{ listeners: "CONTROLLER://:9093" }, "listeners", /at least one broker advertised listener/],
  [{ listeners: "PLAINTEXT://:9092,CONTROLLER://:9092" }, "listeners", /must have a different port/],
  [
    { listeners: "PLAINTEXT://a:1,PLAINTEXT://b:2,CONTROLLER://:3" },
    "listeners",
    /must have a different name/,
  ],
  [{ listeners: "PLAINTEXT:9092,CONTROLLER://:9093" }, "listeners", /Unable to parse PLAINTEXT:9092/],
  [{ listeners: "PLAINTEXT://:70000,CONTROLLER://:9093" }, "listeners", /Unable to parse/],
  [
    { listeners: "EXTERNAL://:9092,CONTROLLER://:9093" },
    "listeners",
    /No security protocol defined for listener EXTERNAL/,
  ],
  [
    { "listener.security.protocol.map": "PLAINTEXT:PLAIN" },
    "listener.security.protocol.map",
    /Invalid security protocol `PLAIN`/,
  ],
  [{ "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,X:SSL" }, "listeners", /for listener CONTROLLER/],
  [{ "advertised.listeners": "SSL://host:9092" }, "advertised.listeners", /equal to or a subset/],
  [{ "advertised.listeners": "PLAINTEXT://0.0.0.0:9092" }, "advertised.listeners", /nonroutable/],
  [{ "inter.broker.listener.name": "SSL" }, "inter.broker.listener.name", /valid options .* PLAINTEXT/],
  [{ "process.roles": "controller" }, "listeners", /must only contain KRaft controller listeners/],
  [
    { "controller.quorum.voters": "2@localhost:9093" },
    "controller.quorum.voters",
    /node id 1 must be included/,
  ],
  [
    { "controller.quorum.voters": "1@a:1,2@b:1" },
    "controller.quorum.voters",
    /more than one voter is not built/,
  ],
  [{ "log.roll.ms": "0" }, "log.roll.ms", /greater than or equal to 1/],
  [{ "log.retention.ms": "0" }, "log.retention.ms", /must be unlimited/],
  [{ "cordoned.log.dirs": "/other" }, "cordoned.log.dirs", /Missing entries : \/other/],
  [{ "queued.max.request.bytes": "10" }, "queued.max.request.bytes", /socket.request.max.bytes/],
  [{ "max.connections.per.ip": "0" }, "max.connections.per.ip", /only if/],
  [
    { "max.connections.per.ip.overrides": "a b:1" },
    "max.connections.per.ip.overrides",
    /invalid addresses : a b/,
  ],
  [{ "broker.heartbeat.interval.ms": "9000" }, "broker.heartbeat.interval.ms", /half of/],
  [{ "replica.fetch.wait.max.ms": "31000" }, "replica.fetch.wait.max.ms", /replica.socket.timeout.ms/],
  [
    { "group.consumer.heartbeat.interval.ms": "1000" },
    "group.consumer.heartbeat.interval.ms",
    /greater than or equal to/,
  ],
  [
    { "group.consumer.session.timeout.ms": "61000" },
    "group.consumer.session.timeout.ms",
    /less than or equal to/,
  ],
  [
    { "group.coordinator.rebalance.protocols": "consumer" },
    "group.coordinator.rebalance.protocols",
    /'classic'/,
  ],
  [{ "group.share.assignors": "simple,other" }, "group.share.assignors", /exactly one assignor, but found 2/],
  [{ listeners: "SSL://:9092,CONTROLLER://:9093" }, "listeners", /SASL and TLS are not built yet/],
  [{ "authorizer.class.name": "some.Authorizer" }, "authorizer.class.name", /Authorizers are not built yet/],
  [{ "remote.log.storage.system.enable": "true" }, "remote.log.storage.system.enable", /Tiered storage/],
];

for (const [settings, key, message] of violations) {
  test(`a node does not start with ${Object.entries(settings)
    .map((entry) => entry.join("="))
    .join(" ")}`, () => {
    const found = checkBroker(new Map(Object.entries({ ...node, ...settings }))).faults;
    const fault = found.find(({ name }) => name === key);
    assert.match(fault?.message ?? JSON.stringify(found), message);
    assert.match(fault?.remedy ?? "", /[.]$/);
  });
}

test("IPv4 and IPv6 may share a port, and an IPv6 address is in brackets", () => {
  const { faults: found, listeners } = checkBroker(
    new Map(Object.entries({ ...node, listeners: "PLAINTEXT://127.0.0.1:9092,CONTROLLER://[::1]:9092" })),
  );
  assert.deepEqual(found, []);
  assert.deepEqual(listeners.listeners, [
    { name: "PLAINTEXT", host: "127.0.0.1", port: 9092, securityProtocol: "PLAINTEXT" },
    { name: "CONTROLLER", host: "::1", port: 9092, securityProtocol: "PLAINTEXT" },
  ]);
});

test("keys that brokers do not have are named, and are no fault", () => {
  const { faults: found, unknown } = checkBroker(
    new Map(Object.entries({ ...node, "zookeeper.connect": "a:1" })),
  );
  assert.deepEqual([found, unknown], [[], ["zookeeper.connect"]]);
});
