import assert from "node:assert/strict";
import { test } from "node:test";
import { errorCode } from "@ottla/protocol";
import { beat, join, leave, stateOf, subscriptionTo, sync } from "../testing/classic-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";
import { settle } from "../testing/virtual-clock.ts";

/** Two static members in a stable group: `one` leads. */
async function staticPair(world: CoordinatorWorld) {
  const { memberId: one } = await join(world, { groupInstanceId: "one" });
  const joinTwo = join(world, { groupInstanceId: "two" });
  await settle();
  await join(world, { groupInstanceId: "one", memberId: one });
  const { memberId: two, generationId } = await joinTwo;
  const assignments = [
    { memberId: one, assignment: Buffer.from("ONE") },
    { memberId: two, assignment: Buffer.from("TWO") },
  ];
  await sync(world, { memberId: one, groupInstanceId: "one", generationId: generationId!, assignments });
  await sync(world, { memberId: two, groupInstanceId: "two", generationId: generationId! });
  assert.equal(await stateOf(world), "Stable");
  return { one, two, generationId: generationId! };
}

test("a static member joins without being given an id first", async () => {
  const world = await CoordinatorWorld.start();
  const response = await join(world, { groupInstanceId: "one" });
  assert.equal(response.errorCode, errorCode.NONE);
  assert.match(response.memberId, /^one-/);
});

test("a static member that comes back keeps its assignment, and nobody rebalances", async () => {
  const world = await CoordinatorWorld.start();
  const { two, generationId } = await staticPair(world);
  const back = await join(world, { groupInstanceId: "two" });
  assert.equal(back.errorCode, errorCode.NONE);
  assert.equal(back.generationId, generationId);
  assert.notEqual(back.memberId, two);
  assert.equal(back.skipAssignment, false);
  assert.equal(await stateOf(world), "Stable");
  const synced = await sync(world, { memberId: back.memberId, groupInstanceId: "two", generationId });
  assert.equal(String(synced.assignment), "TWO");
});

test("whoever uses the old id of a static member is fenced", async () => {
  const world = await CoordinatorWorld.start();
  const { two, generationId } = await staticPair(world);
  await join(world, { groupInstanceId: "two" });
  assert.equal(await beat(world, two, generationId, "two"), errorCode.FENCED_INSTANCE_ID);
  assert.equal(
    (await join(world, { memberId: two, groupInstanceId: "two" })).errorCode,
    errorCode.FENCED_INSTANCE_ID,
  );
  const synced = await sync(world, { memberId: two, groupInstanceId: "two", generationId });
  assert.equal(synced.errorCode, errorCode.FENCED_INSTANCE_ID);
  assert.equal(await leave(world, two, "two"), errorCode.FENCED_INSTANCE_ID);
});

test("a leader that comes back leads, and is told that there is nothing to assign", async () => {
  const world = await CoordinatorWorld.start();
  const { generationId } = await staticPair(world);
  const back = await join(world, { groupInstanceId: "one" });
  assert.equal(back.leader, back.memberId);
  assert.equal(back.skipAssignment, true);
  assert.equal(back.members.length, 2);
  assert.equal(back.generationId, generationId);
});

test("before JoinGroup v9 a leader that comes back is told that another leads", async () => {
  const world = await CoordinatorWorld.start();
  const { one } = await staticPair(world);
  const back = await join(world, { groupInstanceId: "one" }, 8);
  assert.equal(back.leader, one);
  assert.deepEqual(back.members, []);
});

test("the new id of a static member is there after a reload", async () => {
  const world = await CoordinatorWorld.start();
  const { generationId } = await staticPair(world);
  const { memberId } = await join(world, { groupInstanceId: "two" });
  await world.restart();
  assert.equal(await beat(world, memberId, generationId, "two"), errorCode.NONE);
});

test("a static member that changes the group's protocol on coming back causes a rebalance", async () => {
  const world = await CoordinatorWorld.start();
  const metadata = subscriptionTo("orders");
  const both = [
    { name: "range", metadata },
    { name: "sticky", metadata },
  ];
  const { memberId: one } = await join(world, { groupInstanceId: "one", protocols: both });
  await sync(world, { memberId: one, groupInstanceId: "one", generationId: 1 });
  const back = await join(world, { groupInstanceId: "one", protocols: both.toReversed() });
  assert.equal(back.generationId, 2);
  assert.equal(back.protocolName, "sticky");
});

test("a static member that does not join again stays until its session ends", async () => {
  const world = await CoordinatorWorld.start();
  const { one, two, generationId } = await staticPair(world);
  const joinOne = join(world, { memberId: one, groupInstanceId: "one", rebalanceTimeoutMs: 5000 });
  for (let round = 0; round < 13; round += 1) {
    await world.clock.advance(5000);
    await beat(world, two, generationId, "two");
  }
  const joined = await joinOne;
  assert.equal(joined.generationId, generationId + 1);
  assert.deepEqual(
    new Set(joined.members.map(({ groupInstanceId }) => groupInstanceId)),
    new Set(["one", "two"]),
  );
});

test("an admin takes a static member out by its instance id", async () => {
  const world = await CoordinatorWorld.start();
  const { two, generationId } = await staticPair(world);
  assert.equal(await leave(world, "", "two"), errorCode.NONE);
  assert.equal(await leave(world, "", "two"), errorCode.UNKNOWN_MEMBER_ID);
  assert.equal(await beat(world, two, generationId, "two"), errorCode.UNKNOWN_MEMBER_ID);
});
