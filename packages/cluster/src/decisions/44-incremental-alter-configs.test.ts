import assert from "node:assert/strict";
import { test } from "node:test";
import { configResourceTypes } from "../image/index.ts";
import { decideIncrementalAlterConfigs } from "./44-incremental-alter-configs.ts";
import { kafkaFeatures, World } from "./testing/world.ts";

const { topic, broker, brokerLogger, clientMetrics, group } = configResourceTypes;
const set = 0;
const remove = 1;
const append = 2;
const subtract = 3;

type Operation = readonly [name: string, operation: number, value: string | null];
type Resource = readonly [type: number, name: string, ...operations: Operation[]];

test("settings are set and removed one by one, and all of a resource or none", () => {
  const world = worldWithTopics();
  assert.deepEqual(
    alter(world, [
      [topic, "a", ["retention.ms", set, "5"], ["segment.ms", set, "6"]],
      [topic, "b", ["retention.ms", set, "5"], ["segment.bytes", set, "x"]],
    ]),
    [
      [0, null],
      [40, "Invalid value x for configuration segment.bytes: Not a number of type INT"],
    ],
  );
  assert.deepEqual(
    [...world.settings("topic", "a")],
    [
      ["retention.ms", "5"],
      ["segment.ms", "6"],
    ],
  );
  assert.equal(world.settings("topic", "b").size, 0);
  assert.deepEqual(alter(world, [[topic, "a", ["retention.ms", remove, null]]]), [[0, null]]);
  assert.deepEqual([...world.settings("topic", "a").keys()], ["segment.ms"]);
});

test("what a topic has already is not written again, but of a broker everything is", () => {
  const world = worldWithTopics();
  const change: Resource = [topic, "a", ["retention.ms", set, "5"]];
  assert.equal(decide(world, [change]).records.length, 1);
  assert.equal(decide(world, [change]).records.length, 0);
  const ofBroker: Resource = [broker, "", ["log.retention.ms", set, "5"]];
  assert.equal(decide(world, [ofBroker]).records.length, 1);
  assert.equal(decide(world, [ofBroker]).records.length, 1);
});

test("lists are appended to and subtracted from, beginning with the default", () => {
  const world = worldWithTopics();
  const policy = () => world.settings("topic", "a").get("cleanup.policy");
  for (const [operation, value, result] of [
    [append, "compact", "delete,compact"],
    [append, "compact,delete", "delete,compact"],
    [subtract, "delete", "compact"],
    [subtract, "delete,compact", ""],
    [append, "delete,delete", "delete"],
  ] as const) {
    assert.deepEqual(alter(world, [[topic, "a", ["cleanup.policy", operation, value]]]), [[0, null]]);
    assert.equal(policy(), result);
  }
});

test("what is no list is neither appended to nor subtracted from", () => {
  const world = worldWithTopics();
  refuses(world, [topic, "a", ["retention.ms", append, "1"]], 40, noList("APPEND", "retention.ms"));
  refuses(world, [topic, "a", ["retention.ms", subtract, "1"]], 40, noList("SUBTRACT", "retention.ms"));
  refuses(world, [topic, "a", ["foo", append, "1"]], 40, noList("APPEND", "foo"));
  refuses(world, [clientMetrics, "m", ["metrics", append, "a"]], 40, noList("APPEND", "metrics"));
  const notAllowed = "Config value append is not allowed for config key: log.retention.ms";
  refuses(world, [broker, "", ["log.retention.ms", append, "1"]], 40, notAllowed);
  refuses(world, [broker, "", ["foo.bar", append, "1"]], 40, "Unknown config name: foo.bar");
});

test("a resource, and a setting of it, comes once in a request", () => {
  const world = worldWithTopics();
  const twice = [42, "Each resource must appear at most once."];
  const change: Resource = [topic, "a", ["retention.ms", set, "5"]];
  assert.deepEqual(alter(world, [change, [topic, "b", ["retention.ms", set, "5"]], change]), [
    twice,
    [0, null],
    twice,
  ]);
  const keys: Resource = [topic, "a", ["retention.ms", set, "5"], ["retention.ms", set, "6"]];
  refuses(world, keys, 42, "Error due to duplicate config keys");
});

test("only to remove a setting needs no value", () => {
  const world = worldWithTopics();
  refuses(
    world,
    [topic, "a", ["retention.ms", set, null], ["segment.ms", remove, null], ["cleanup.policy", append, null]],
    42,
    "Null value not supported for : retention.ms, cleanup.policy",
  );
});

test("an operation that nobody knows is the fault of a broker's resource, and unforeseen elsewhere", () => {
  const world = worldWithTopics();
  refuses(world, [broker, "", ["log.retention.ms", 7, "1"]], 42, "Unknown operations type 7");
  refuses(world, [topic, "a", ["retention.ms", 7, "1"]], -1, null);
});

test("a resource is of a known kind, has a name that can be, and exists", () => {
  const world = worldWithTopics();
  const retention: Operation = ["retention.ms", set, "5"];
  refuses(world, [99, "x", retention], 42, "Unknown resource type 99");
  refuses(world, [topic, "", retention], 42, "Default topic resources are not allowed.");
  refuses(world, [topic, "..", retention], 17, "Topic name is invalid: '..' is not allowed");
  refuses(world, [topic, "nope", retention], 3, "The topic 'nope' does not exist.");
  // Whether the value makes sense is looked at first.
  const noNumber = "Invalid value x for configuration retention.ms: Not a number of type LONG";
  refuses(world, [topic, "nope", ["retention.ms", set, "x"]], 40, noNumber);
  refuses(
    world,
    [group, "", ["consumer.session.timeout.ms", set, "1"]],
    42,
    "Default group resources are not allowed.",
  );
  refuses(world, [clientMetrics, "", ["interval.ms", set, "1000"]], 42, "Subscription name can't be empty");
});

test("a broker changes its own settings and those of all, not those of another", () => {
  const world = worldWithTopics();
  const retention: Operation = ["log.retention.ms", set, "5000"];
  assert.deepEqual(alter(world, [[broker, "1", retention]]), [[0, null]]);
  assert.deepEqual(alter(world, [[broker, "", retention]]), [[0, null]]);
  refuses(world, [broker, "2", retention], 42, "Unexpected broker id, expected 1, but received 2");
  refuses(world, [broker, "-1", retention], 42, "Unexpected broker id, expected 1, but received -1");
  refuses(world, [broker, "abc", retention], 42, "Node id must be an integer, but it is: abc");
  const readOnly = "Cannot update these configs dynamically: [num.partitions]";
  refuses(world, [broker, "", ["num.partitions", set, "3"]], 42, readOnly);
});

test("with eligible leader replicas, min.insync.replicas is the cluster's, or a topic's", () => {
  const world = worldWithTopics();
  const ofBroker = "Broker-level min.insync.replicas cannot be altered while ELR is enabled.";
  refuses(world, [broker, "1", minimum("2")], 40, ofBroker);
  refuses(world, [broker, "1", minimum(null)], 40, ofBroker);
  refuses(
    world,
    [broker, "", minimum(null)],
    40,
    "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.",
  );
  const invalid = "Invalid value 0 for configuration min.insync.replicas: Value must be at least 1";
  refuses(world, [broker, "", minimum("0")], 42, invalid);
  const cleared = (resource: Resource) =>
    decide(world, [resource]).records.map((record) =>
      record.kind === "clearElr" ? `clear ${record.value.topicName}` : record.kind,
    );
  assert.deepEqual(cleared([broker, "", minimum("2")]), ["config", "clear "]);
  assert.deepEqual(cleared([topic, "a", minimum("2")]), ["config", "clear a"]);
});

test("without eligible leader replicas, min.insync.replicas is a setting like any other", () => {
  const world = new World({ features: { ...kafkaFeatures, "eligible.leader.replicas.version": 0 } });
  const setting: Operation = ["min.insync.replicas", set, "2"];
  assert.deepEqual(alter(world, [[broker, "1", setting]]), [[0, null]]);
  assert.deepEqual(alter(world, [[broker, "", setting]]), [[0, null]]);
  assert.deepEqual(alter(world, [[broker, "", ["min.insync.replicas", remove, null]]]), [[0, null]]);
});

test("log directories are cordoned from metadata version 30 on", () => {
  const features = { ...kafkaFeatures, "metadata.version": 29 };
  refuses(
    new World({ features }),
    [broker, "1", ["cordoned.log.dirs", set, "*"]],
    40,
    "The cordoned.log.dirs configuration value cannot be set because it requires metadata.version >= 4.3-IV0",
  );
});

test("groups and client metrics have settings without being there", () => {
  const world = worldWithTopics();
  assert.deepEqual(
    alter(world, [
      [group, "g", ["consumer.session.timeout.ms", set, "45001"]],
      [clientMetrics, "m", ["interval.ms", set, "1000"]],
      [group, "h", ["foo", set, "1"]],
    ]),
    [
      [0, null],
      [0, null],
      [40, "Unknown group config name: foo"],
    ],
  );
  assert.equal(world.settings("group", "g").size, 1);
  assert.equal(world.settings("clientMetrics", "m").size, 1);
});

test("the level of the root logger can be changed, on this node, and is no record", () => {
  const world = worldWithTopics();
  const { records, response } = decide(world, [[brokerLogger, "1", ["root", set, "WARN"]]]);
  assert.deepEqual(records, []);
  assert.equal(response.responses[0]!.errorCode, 0);
  refuses(
    world,
    [brokerLogger, "1", ["kafka.server", set, "INFO"]],
    40,
    "Logger kafka.server does not exist!",
  );
  refuses(
    world,
    [brokerLogger, "2", ["root", set, "INFO"]],
    42,
    "Unexpected node id. Expected 1, but received 2",
  );
  refuses(world, [brokerLogger, "", ["root", set, "INFO"]], 42, "Node id must be an integer, but it is: ");
  refuses(
    world,
    [brokerLogger, "1", ["root", set, "debug"]],
    40,
    "Cannot set the log level of root to debug as it is not a supported log level. Valid log levels are DEBUG, ERROR, " +
      "FATAL, INFO, TRACE, WARN",
  );
  const keep = "Removing the log level of the root logger is not allowed";
  refuses(world, [brokerLogger, "1", ["root", remove, null]], 42, keep);
  const noList = "APPEND operation is not allowed for the BROKER_LOGGER resource";
  refuses(world, [brokerLogger, "1", ["root", append, "INFO"]], 42, noList);
});

test("to validate only is to change nothing", () => {
  const world = worldWithTopics();
  const { records, response } = decide(world, [[topic, "a", ["retention.ms", set, "5"]]], true);
  assert.equal(response.responses[0]!.errorCode, 0);
  assert.deepEqual(records, []);
});

test("nothing asked is nothing answered, and a resource without settings is fine", () => {
  const world = worldWithTopics();
  assert.deepEqual(alter(world, []), []);
  assert.deepEqual(
    alter(world, [
      [topic, "a"],
      [broker, ""],
      [broker, "1"],
    ]),
    [
      [0, null],
      [0, null],
      [0, null],
    ],
  );
  refuses(world, [topic, "nope"], 3, "The topic 'nope' does not exist.");
});

test("more than 10,000 settings at once are refused", () => {
  const world = worldWithTopics();
  const operations = Array.from({ length: 10_001 }, (_, index): Operation => [`foo.${index}`, set, "1"]);
  refuses(world, [broker, "", ...operations], 44, "Unable to perform excessively large batch operation.");
});

function noList(verb: string, key: string): string {
  return `Can't ${verb} to key ${key} because its type is not LIST.`;
}

function minimum(value: string | null): Operation {
  return ["min.insync.replicas", value === null ? remove : set, value];
}

function worldWithTopics(): World {
  const world = new World();
  world.createTopic("a");
  world.createTopic("b");
  return world;
}

function decide(world: World, resources: readonly Resource[], validateOnly = false) {
  const request = {
    resources: resources.map(([resourceType, resourceName, ...operations]) => ({
      resourceType,
      resourceName,
      configs: operations.map(([name, configOperation, value]) => ({ name, configOperation, value })),
    })),
    validateOnly,
  };
  return world.run(decideIncrementalAlterConfigs, request);
}

function alter(world: World, resources: readonly Resource[]) {
  const { responses } = decide(world, resources).response;
  return responses.map(({ errorCode, errorMessage }) => [errorCode, errorMessage]);
}

function refuses(world: World, resource: Resource, errorCode: number, message: string | null): void {
  const { records, response } = decide(world, [resource]);
  const [resourceType, resourceName] = resource;
  assert.deepEqual(response.responses, [{ resourceType, resourceName, errorCode, errorMessage: message }]);
  assert.deepEqual(records, []);
}
