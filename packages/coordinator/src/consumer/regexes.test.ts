import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { errorCode } from "@ottla/protocol";
import { defaultGroupCoordinatorConfig } from "../runtime/group-config.ts";
import {
  describeConsumers,
  type HeartbeatResult,
  heartbeat,
  joinConsumer,
} from "../testing/consumer-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";
import { RegexResolution } from "./regex-resolution.ts";

const byRegex = (regex: string) => ({ subscribedTopicNames: null, subscribedTopicRegex: regex });

function start(): Promise<CoordinatorWorld> {
  const consumer = { ...defaultGroupCoordinatorConfig.consumer, assignmentIntervalMs: () => 0 };
  return CoordinatorWorld.start({ config: { consumer } });
}

function topicsIn(world: CoordinatorWorld, { assignment }: HeartbeatResult): string[] {
  return (assignment?.topicPartitions ?? [])
    .map(({ topicId }) => world.topics.byId(topicId)!.name)
    .toSorted();
}

function listed({ assignment }: HeartbeatResult): { topicId: string; partitions: number[] }[] {
  return (assignment?.topicPartitions ?? []).map(({ topicId, partitions }) => ({
    topicId,
    partitions: [...partitions],
  }));
}

async function create(world: CoordinatorWorld, name: string): Promise<void> {
  world.topics.add(name, 2);
  await world.coordinator.onTopicsChanged({ created: [name], changed: [], deleted: [] });
}

describe("a member that subscribes by a regular expression", () => {
  test("has nothing at first, and gets the topics that match with its next heartbeat", async () => {
    const world = await start();
    const joined = await joinConsumer(world, byRegex("(ord|pay).*"));
    assert.equal(joined.memberEpoch, 1);
    assert.deepEqual(topicsIn(world, joined), []);
    await world.clock.advance(5000);
    const next = await heartbeat(world, { memberEpoch: 1 });
    assert.equal(next.memberEpoch, 2);
    assert.deepEqual(topicsIn(world, next), ["orders", "payments"]);
    assert.equal((await describeConsumers(world)).members[0]!.subscribedTopicRegex, "(ord|pay).*");
  });

  test("matches whole names", async () => {
    const world = await start();
    await joinConsumer(world, byRegex("order"));
    await world.clock.advance(5000);
    assert.equal((await heartbeat(world, { memberEpoch: 1 })).memberEpoch, 1);
  });

  test("can name topics too", async () => {
    const world = await start();
    const joined = await joinConsumer(world, { subscribedTopicRegex: "pay.*" });
    assert.deepEqual(topicsIn(world, joined), ["orders"]);
    await world.clock.advance(5000);
    assert.deepEqual(topicsIn(world, await heartbeat(world, { memberEpoch: 2 })), ["orders", "payments"]);
  });

  test("gets topics that are created later, if not more often than every ten seconds", async () => {
    const world = await start();
    await joinConsumer(world, byRegex("p.*"));
    await world.clock.advance(5000);
    await heartbeat(world, { memberEpoch: 1 });
    await create(world, "parcels");
    await heartbeat(world, { memberEpoch: 2 });
    await world.clock.advance(5001);
    assert.equal((await heartbeat(world, { memberEpoch: 2 })).memberEpoch, 2);
    await world.clock.advance(5000);
    assert.deepEqual(topicsIn(world, await heartbeat(world, { memberEpoch: 2 })), ["parcels", "payments"]);
  });

  test("loses topics that are deleted", async () => {
    const world = await start();
    await joinConsumer(world, byRegex("(ord|pay).*"));
    await world.clock.advance(5000);
    await heartbeat(world, { memberEpoch: 1 });
    const { name, topicId } = world.topics.remove("payments");
    await world.coordinator.onTopicsChanged({ created: [], changed: [], deleted: [{ name, topicId }] });
    const told = await heartbeat(world, { memberEpoch: 2 });
    assert.deepEqual(topicsIn(world, told), ["orders"]);
  });

  test("shares what has been found with others that subscribe to the same", async () => {
    const world = await start();
    await joinConsumer(world, byRegex("pay.*"));
    await world.clock.advance(5000);
    await heartbeat(world, { memberEpoch: 1 });
    const b = await joinConsumer(world, { memberId: "b", ...byRegex("pay.*") });
    assert.equal(b.memberEpoch, 3);
  });

  test("changes to another expression, and to names, and the old one is forgotten", async () => {
    const world = await start();
    await joinConsumer(world, byRegex("pay.*"));
    await world.clock.advance(11_000);
    const first = await heartbeat(world, { memberEpoch: 1 });
    assert.deepEqual(topicsIn(world, first), ["payments"]);
    const changed = await heartbeat(world, {
      memberEpoch: 2,
      subscribedTopicRegex: "ord.*",
      topicPartitions: listed(first),
    });
    assert.deepEqual(topicsIn(world, changed), []);
    await world.clock.advance(5000);
    const second = await heartbeat(world, { memberEpoch: 2, topicPartitions: [] });
    assert.deepEqual(topicsIn(world, second), ["orders"]);
    const named = await heartbeat(world, {
      memberEpoch: second.memberEpoch,
      subscribedTopicRegex: "",
      subscribedTopicNames: ["orders"],
      topicPartitions: listed(second),
    });
    assert.equal(named.memberEpoch, second.memberEpoch + 1);
    const before = await describeConsumers(world);
    await world.restart();
    assert.deepEqual(await describeConsumers(world), before);
  });

  test("is refused with an expression that is none, and stays as it was", async () => {
    const world = await start();
    await joinConsumer(world, byRegex("pay.*"));
    const response = await heartbeat(world, { memberEpoch: 1, subscribedTopicRegex: "(?=x)" });
    assert.equal(response.errorCode, errorCode.INVALID_REGULAR_EXPRESSION);
    assert.equal(
      response.errorMessage,
      "SubscribedTopicRegex `(?=x)` is not a valid regular expression: invalid or unsupported Perl syntax.",
    );
    assert.equal((await describeConsumers(world)).members[0]!.subscribedTopicRegex, "pay.*");
  });
});

test("many topics are matched in steps, and an expression that is none matches nothing", () => {
  const names = Array.from({ length: 50_000 }, (_, index) => `topic-${index}`);
  const resolution = new RegexResolution(["topic-1.*", "["], names, 0);
  resolution.step();
  assert.equal(resolution.isDone, false);
  while (!resolution.isDone) resolution.step();
  assert.equal(resolution.found.get("topic-1.*")?.size, 11_111);
  assert.equal(resolution.found.get("[")?.size, 0);
});
