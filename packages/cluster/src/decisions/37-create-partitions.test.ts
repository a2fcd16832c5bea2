import assert from "node:assert/strict";
import { test } from "node:test";
import { decideCreatePartitions } from "./37-create-partitions.ts";
import { World } from "./testing/world.ts";

interface Growth {
  readonly name: string;
  readonly count: number;
  readonly assignments?: readonly (readonly number[])[] | null;
}

test("a topic grows to the count that is asked for", () => {
  const world = worldWithTopic();
  assert.deepEqual(grow(world, [{ name: "a", count: 3 }]), [{ name: "a", errorCode: 0, errorMessage: null }]);
  assert.equal(world.image.topics.byName.get("a")!.partitions.length, 3);
});

test("a topic does not shrink, nor stay as it is", () => {
  const world = worldWithTopic();
  refuses(world, { name: "a", count: 1 }, 37, "Topic already has 1 partition(s).");
  refuses(world, { name: "a", count: 0 }, 37, notMore(0));
  refuses(world, { name: "a", count: -1 }, 37, notMore(-1));
});

test("an unknown topic is told by the code alone", () => {
  refuses(worldWithTopic(), { name: "nope", count: 3 }, 3, null);
});

test("a topic that is named twice does not grow, the others do", () => {
  const world = worldWithTopic();
  world.createTopic("b");
  const growth = { name: "a", count: 4 };
  assert.deepEqual(grow(world, [growth, { name: "b", count: 2 }, growth]), [
    { name: "a", errorCode: 42, errorMessage: "Duplicate topic name." },
    { name: "b", errorCode: 0, errorMessage: null },
  ]);
});

test("there is one assignment for each new partition; an empty list is not the same as none", () => {
  const world = worldWithTopic();
  refuses(world, { name: "a", count: 2, assignments: [] }, 39, wanted(1, 0));
  refuses(world, { name: "a", count: 2, assignments: [[1], [1]] }, 39, wanted(1, 2));
  assert.equal(grow(world, [{ name: "a", count: 2, assignments: null }])[0]!.errorCode, 0);
});

test("assignments are to registered brokers, each once, as many as the topic has", () => {
  const world = new World({ brokers: [{ id: 1 }, { id: 2 }] });
  world.createTopic("a");
  for (const [brokerIds, reason] of [
    [[], "includes an empty replica list."],
    [[5], "includes broker 5, but no such broker is registered."],
    [[1, 1], "includes the broker 1 more than once."],
    [
      [1, 2],
      "includes a partition with 2 replica(s), but this is not consistent with previous partitions, which have 1 " +
        "replica(s).",
    ],
  ] as const) {
    refuses(world, { name: "a", count: 2, assignments: [brokerIds] }, 39, manual(reason));
  }
  assert.equal(grow(world, [{ name: "a", count: 2, assignments: [[2]] }])[0]!.errorCode, 0);
  assert.equal(world.partition("a", 1).leader, 2);
});

test("to validate only is to add nothing", () => {
  const world = worldWithTopic();
  assert.equal(grow(world, [{ name: "a", count: 4 }], true)[0]!.errorCode, 0);
  assert.equal(world.image.topics.byName.get("a")!.partitions.length, 1);
});

test("10,000 partitions can be added at once, and not one more", () => {
  const world = worldWithTopic();
  world.createTopic("b");
  assert.equal(grow(world, [{ name: "a", count: 10_002 }], true)[0]!.errorCode, -1);
  assert.equal(grow(world, [{ name: "a", count: 10_001 }], true)[0]!.errorCode, 0);
  const both = [
    { name: "a", count: 9_001 },
    { name: "b", count: 9_001 },
  ];
  assert.deepEqual(
    grow(world, both).map(({ errorCode }) => errorCode),
    [0, -1],
  );
  assert.equal(world.image.topics.byName.get("a")!.partitions.length, 9_001);
  assert.equal(world.image.topics.byName.get("b")!.partitions.length, 1);
});

function notMore(count: number): string {
  return `The topic a currently has 1 partition(s); ${count} would not be an increase.`;
}

function wanted(count: number, given: number): string {
  return `Attempted to add ${count} additional partition(s), but only ${given} assignment(s) were specified.`;
}

function manual(reason: string): string {
  return `The manual partition assignment ${reason}`;
}

function worldWithTopic(): World {
  const world = new World();
  world.createTopic("a");
  return world;
}

function grow(world: World, growths: readonly Growth[], validateOnly = false) {
  const topics = growths.map(({ name, count, assignments = null }) => ({
    name,
    count,
    assignments: assignments?.map((brokerIds) => ({ brokerIds: [...brokerIds] })) ?? null,
  }));
  return world.run(decideCreatePartitions, { topics, timeoutMs: 1, validateOnly }).response.results;
}

function refuses(world: World, growth: Growth, errorCode: number, errorMessage: string | null): void {
  const before = world.image.topics;
  assert.deepEqual(grow(world, [growth]), [{ name: growth.name, errorCode, errorMessage }]);
  assert.deepEqual(world.image.topics, before);
}
