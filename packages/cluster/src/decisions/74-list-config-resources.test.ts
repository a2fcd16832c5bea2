import assert from "node:assert/strict";
import { test } from "node:test";
import { configResourceTypes } from "../image/index.ts";
import { answerListConfigResources } from "./74-list-config-resources.ts";
import { World } from "./testing/world.ts";

const { topic, broker, brokerLogger, clientMetrics, group } = configResourceTypes;

test("topics and live brokers are listed, and what else has settings", () => {
  const world = worldWithSettings();
  assert.deepEqual(list(world, []), ["32/g", "16/m", "8/1", "4/1", "2/a"]);
  assert.deepEqual(list(world, [topic]), ["2/a"]);
  assert.deepEqual(list(world, [broker, broker]), ["4/1"]);
  assert.deepEqual(list(world, [brokerLogger, clientMetrics, group]), ["32/g", "16/m", "8/1"]);
});

test("version 0 lists client metrics only", () => {
  assert.deepEqual(list(worldWithSettings(), [], 0), ["16/m"]);
});

test("a type that nobody knows is a version that is not supported", () => {
  for (const type of [0, 1, 99]) {
    const answer = answerListConfigResources({ resourceTypes: [topic, type] }, new World().image, 1);
    assert.deepEqual(answer, { errorCode: 35, configResources: [] });
  }
});

function worldWithSettings(): World {
  const world = new World({ brokers: [{ id: 1 }, { id: 2, isFenced: true }] });
  world.createTopic("a");
  world.set("group", "g", { "consumer.session.timeout.ms": "45000" });
  world.set("clientMetrics", "m", { "interval.ms": "1000" });
  world.set("broker", "", { "log.retention.ms": "1000" });
  return world;
}

function list(world: World, resourceTypes: number[], version = 1): string[] {
  const { errorCode, configResources } = answerListConfigResources({ resourceTypes }, world.image, version);
  assert.equal(errorCode, 0);
  return configResources.map(({ resourceType, resourceName }) => `${resourceType}/${resourceName}`);
}
