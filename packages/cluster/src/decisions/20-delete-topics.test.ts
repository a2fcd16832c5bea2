import assert from "node:assert/strict";
import { test } from "node:test";
import { zeroUuid } from "@ottla/protocol";
import { decideDeleteTopics } from "./20-delete-topics.ts";
import { World } from "./testing/world.ts";

interface Named {
  readonly name: string | null;
  readonly topicId: string;
}

test("topics are deleted by name, together with their settings", () => {
  const world = new World();
  const topicId = world.createTopic("a");
  world.createTopic("b");
  world.set("topic", "a", { "retention.ms": "5" });
  assert.deepEqual(deleteByName(world, ["a"]), [{ name: "a", topicId, errorCode: 0, errorMessage: null }]);
  assert.deepEqual([...world.image.topics.byName.keys()], ["b"]);
  assert.equal(world.settings("topic", "a").size, 0);
});

test("topics are deleted by id, and the answer names them", () => {
  const world = new World();
  const topicId = world.createTopic("a");
  assert.deepEqual(remove(world, [byId(topicId)]), [
    { name: "a", topicId, errorCode: 0, errorMessage: null },
  ]);
  assert.equal(world.image.topics.byId.size, 0);
});

test("what does not exist is an error of its own", () => {
  const world = new World();
  const stranger = "7w7dsnqbQVSOchsgWJ-41w";
  assert.deepEqual(remove(world, [byName("nope"), byId(stranger)]), [
    {
      name: null,
      topicId: stranger,
      errorCode: 100,
      errorMessage: "This server does not host this topic ID.",
    },
    {
      name: "nope",
      topicId: zeroUuid,
      errorCode: 3,
      errorMessage: "This server does not host this topic-partition.",
    },
  ]);
});

test("a topic is named by name or by id, not by both or neither", () => {
  const world = new World();
  const topicId = world.createTopic("a");
  assert.deepEqual(
    remove(world, [
      { name: null, topicId: zeroUuid },
      { name: "a", topicId },
    ]),
    [
      invalid(null, zeroUuid, "Neither topic name nor id were specified."),
      invalid("a", topicId, "You may not specify both topic name and topic id."),
    ],
  );
  assert.equal(world.image.topics.byName.size, 1);
});

test("what is named twice is answered once, and stays", () => {
  const world = new World();
  const topicId = world.createTopic("a");
  world.createTopic("b");
  assert.deepEqual(remove(world, [byName("b"), byName("b"), byId(topicId), byId(topicId), byId(topicId)]), [
    invalid("b", zeroUuid, "Duplicate topic name."),
    invalid(null, topicId, "Duplicate topic id."),
  ]);
  assert.equal(world.image.topics.byName.size, 2);
});

test("a name and the id of the same topic are one too many", () => {
  const world = new World();
  const topicId = world.createTopic("a");
  const message = "The provided topic name maps to an ID that was already supplied.";
  assert.deepEqual(remove(world, [byName("a"), byId(topicId)]), [invalid("a", topicId, message)]);
  assert.deepEqual(remove(world, [byName("a"), byId(topicId), byId(topicId)]), [
    invalid(null, topicId, "Duplicate topic id."),
    invalid("a", topicId, message),
  ]);
  assert.equal(world.image.topics.byName.size, 1);
});

test("with delete.topic.enable=false nothing is deleted, and older clients hear of an invalid request", () => {
  const world = new World({ given: { "delete.topic.enable": "false" } });
  world.createTopic("a");
  assert.deepEqual(codes(deleteByName(world, ["a", "nope"], 5)), [73, 73]);
  assert.deepEqual(codes(deleteByName(world, ["a", "nope"], 2)), [42, 42]);
  assert.deepEqual(codes(remove(world, [byName("a"), byName("a")])), [73, 73]);
  assert.equal(world.image.topics.byName.size, 1);
});

function remove(world: World, topics: readonly Named[]) {
  return world.run(decideDeleteTopics, { topics: [...topics], topicNames: [], timeoutMs: 1 }, 6).response
    .responses;
}

function deleteByName(world: World, topicNames: readonly string[], version = 5) {
  const request = { topics: [], topicNames: [...topicNames], timeoutMs: 1 };
  return world.run(decideDeleteTopics, request, version).response.responses;
}

function byName(name: string): Named {
  return { name, topicId: zeroUuid };
}

function byId(topicId: string): Named {
  return { name: null, topicId };
}

function invalid(name: string | null, topicId: string, errorMessage: string) {
  return { name, topicId, errorCode: 42, errorMessage };
}

function codes(results: readonly { readonly errorCode: number }[]): number[] {
  return results.map(({ errorCode }) => errorCode);
}
