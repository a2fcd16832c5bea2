import assert from "node:assert/strict";
import { test } from "node:test";
import { configResourceTypes } from "../image/index.ts";
import { decideAlterConfigs } from "./33-alter-configs.ts";
import { World } from "./testing/world.ts";

const { topic, broker, brokerLogger } = configResourceTypes;

type Settings = Readonly<Record<string, string | null>>;

test("what is not named any more is gone", () => {
  const world = worldWithTopic();
  world.set("topic", "a", { "retention.ms": "5", "segment.ms": "6" });
  assert.deepEqual(alter(world, topic, "a", { "segment.ms": "7", "cleanup.policy": "compact" }), [0, null]);
  assert.deepEqual(Object.fromEntries(world.settings("topic", "a")), {
    "segment.ms": "7",
    "cleanup.policy": "compact",
  });
  assert.deepEqual(alter(world, topic, "a", {}), [0, null]);
  assert.equal(world.settings("topic", "a").size, 0);
});

test("a setting that is taken away by not being named counts as taken away", () => {
  const world = worldWithTopic();
  world.set("broker", "", { "min.insync.replicas": "1" });
  assert.deepEqual(alter(world, broker, "", { "log.retention.ms": "5" }), [
    40,
    "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.",
  ]);
  assert.deepEqual(alter(world, broker, "", { "log.retention.ms": "5", "min.insync.replicas": "1" }), [
    0,
    null,
  ]);
});

test("every setting has a value", () => {
  assert.deepEqual(alter(worldWithTopic(), topic, "a", { "retention.ms": null, "segment.ms": null }), [
    42,
    "Null value not supported for : retention.ms, segment.ms",
  ]);
});

test("levels of loggers are not for this request", () => {
  assert.deepEqual(alter(worldWithTopic(), brokerLogger, "1", { root: "INFO" }), [
    42,
    "Unknown resource type 8",
  ]);
});

test("a topic that does not exist, and a broker that is another, are refused", () => {
  const world = worldWithTopic();
  const unknown = [3, "The topic 'nope' does not exist."];
  assert.deepEqual(alter(world, topic, "nope", { "retention.ms": "5" }), unknown);
  const other = [42, "Unexpected broker id, expected 1, but received 2"];
  assert.deepEqual(alter(world, broker, "2", { "log.retention.ms": "5" }), other);
});

test("a resource that comes twice is refused both times", () => {
  const world = worldWithTopic();
  const resource = {
    resourceType: topic,
    resourceName: "a",
    configs: [{ name: "retention.ms", value: "5" }],
  };
  const { response } = world.run(decideAlterConfigs, {
    resources: [resource, resource],
    validateOnly: false,
  });
  assert.deepEqual(
    response.responses.map(({ errorCode, errorMessage }) => [errorCode, errorMessage]),
    [
      [42, "Each resource must appear at most once."],
      [42, "Each resource must appear at most once."],
    ],
  );
});

function worldWithTopic(): World {
  const world = new World();
  world.createTopic("a");
  return world;
}

function alter(world: World, resourceType: number, resourceName: string, settings: Settings) {
  const configs = Object.entries(settings).map(([name, value]) => ({ name, value }));
  const request = { resources: [{ resourceType, resourceName, configs }], validateOnly: false };
  const [result] = world.run(decideAlterConfigs, request).response.responses;
  return [result!.errorCode, result!.errorMessage];
}
