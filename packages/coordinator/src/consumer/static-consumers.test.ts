import assert from "node:assert/strict";
import { test } from "node:test";
import { errorCode } from "@ottla/protocol";
import { describeConsumers, heartbeat, joinConsumer, orders, ordersIn } from "../testing/consumer-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";

const everything = [0, 1, 2, 3, 4, 5, 6, 7];
const instanceId = "one";

test("a static member that leaves for now keeps what it has, and comes back to it under another id", async () => {
  const world = await CoordinatorWorld.start();
  await joinConsumer(world, { instanceId });
  const left = await heartbeat(world, { memberEpoch: -2, instanceId });
  assert.equal(left.errorCode, errorCode.NONE);
  assert.equal(left.memberEpoch, -2);
  const [gone] = (await describeConsumers(world)).members;
  assert.equal(gone!.memberEpoch, -2);
  const back = await joinConsumer(world, { memberId: "b", instanceId });
  assert.equal(back.memberEpoch, 2);
  assert.deepEqual(ordersIn(world, back), everything);
  const group = await describeConsumers(world);
  assert.equal(group.groupEpoch, 2);
  assert.deepEqual(
    group.members.map(({ memberId }) => memberId),
    ["b"],
  );
});

test("nobody else gets what a static member has until its session is over", async () => {
  const world = await CoordinatorWorld.start();
  await joinConsumer(world, { instanceId });
  await heartbeat(world, { memberEpoch: -2, instanceId });
  await world.clock.advance(30_000);
  const b = await joinConsumer(world, { memberId: "b" });
  assert.equal(b.memberEpoch, 3);
  assert.deepEqual(ordersIn(world, b), []);
  await world.clock.advance(15_000);
  const later = await heartbeat(world, { memberId: "b", memberEpoch: 3 });
  assert.equal(later.memberEpoch, 4);
  assert.deepEqual(ordersIn(world, later), everything);
});

test("an instance id that somebody has is not released", async () => {
  const world = await CoordinatorWorld.start();
  await joinConsumer(world, { instanceId });
  const second = await joinConsumer(world, { memberId: "b", instanceId });
  assert.equal(second.errorCode, errorCode.UNRELEASED_INSTANCE_ID);
  const same = await joinConsumer(world, { instanceId });
  assert.equal(same.errorCode, errorCode.UNRELEASED_INSTANCE_ID);
});

test("who had the instance id before is fenced, whether it lives or leaves", async () => {
  const world = await CoordinatorWorld.start();
  await joinConsumer(world, { instanceId });
  await heartbeat(world, { memberEpoch: -2, instanceId });
  await joinConsumer(world, { memberId: "b", instanceId });
  for (const memberEpoch of [2, -1, -2]) {
    const response = await heartbeat(world, { memberEpoch, instanceId });
    assert.equal(response.errorCode, errorCode.FENCED_INSTANCE_ID);
  }
  const unknown = await heartbeat(world, { memberEpoch: 2, instanceId: "two" });
  assert.equal(unknown.errorCode, errorCode.UNKNOWN_MEMBER_ID);
});

test("a static member that leaves for good is gone", async () => {
  const world = await CoordinatorWorld.start();
  await joinConsumer(world, { instanceId });
  await heartbeat(world, { memberEpoch: -1, instanceId });
  assert.equal((await describeConsumers(world)).groupState, "Empty");
  assert.equal((await joinConsumer(world, { memberId: "b", instanceId })).errorCode, errorCode.NONE);
});

test("a static member that comes back gives up first what is another's by now", async () => {
  const world = await CoordinatorWorld.start();
  await joinConsumer(world, { instanceId });
  await heartbeat(world, { memberEpoch: -2, instanceId });
  await world.clock.advance(1000);
  await joinConsumer(world, { memberId: "other" });
  // It says that it has nothing, so there is nothing to wait for.
  const back = await joinConsumer(world, { memberId: "back", instanceId });
  assert.equal(back.memberEpoch, 3);
  assert.deepEqual(ordersIn(world, back), [0, 1, 2, 3]);
  const other = await heartbeat(world, { memberId: "other", memberEpoch: 3, topicPartitions: orders(world) });
  assert.deepEqual(ordersIn(world, other), [4, 5, 6, 7]);
});

test("a restart forgets nobody", async () => {
  const world = await CoordinatorWorld.start();
  await joinConsumer(world, { instanceId });
  await heartbeat(world, { memberEpoch: -2, instanceId });
  await joinConsumer(world, { memberId: "b", instanceId });
  const before = await describeConsumers(world);
  await world.restart();
  assert.deepEqual(await describeConsumers(world), before);
  assert.equal(
    (await heartbeat(world, { memberId: "b", memberEpoch: 2, instanceId })).errorCode,
    errorCode.NONE,
  );
});
