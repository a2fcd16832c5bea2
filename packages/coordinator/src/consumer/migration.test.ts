import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { errorCode } from "@ottla/protocol";
import { defaultGroupCoordinatorConfig, type GroupCoordinatorConfig } from "../runtime/group-config.ts";
import { beat, join, joinWithId, leave, stateOf, subscriptionTo, sync } from "../testing/classic-client.ts";
import { describeConsumers, heartbeat, joinConsumer, orders, ordersIn } from "../testing/consumer-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";
import { classicAssignment, joinAndSync, ordersOf, subscriptionWith } from "../testing/migrating-client.ts";
import { settle } from "../testing/virtual-clock.ts";

const everything = [0, 1, 2, 3, 4, 5, 6, 7];

function start(
  consumer: Partial<GroupCoordinatorConfig["consumer"]> = {},
  config: Partial<GroupCoordinatorConfig> = {},
): Promise<CoordinatorWorld> {
  const defaults = { ...defaultGroupCoordinatorConfig.consumer, assignmentIntervalMs: () => 0 };
  return CoordinatorWorld.start({ config: { ...config, consumer: { ...defaults, ...consumer } } });
}

/** A stable classic group of one member, generation 1, that has all of "orders". */
async function classicGroup(
  world: CoordinatorWorld,
  assignment = classicAssignment(everything),
): Promise<string> {
  const { memberId, generationId = -1 } = await joinWithId(world);
  await sync(world, { memberId, generationId, assignments: [{ memberId, assignment }] });
  return memberId;
}

describe("a classic group, joined by a consumer of the new protocol", () => {
  test("becomes a consumer group whose members have what they had", async () => {
    const world = await start();
    const classicId = await classicGroup(world);
    const joined = await joinConsumer(world);
    assert.equal(joined.memberEpoch, 2);
    assert.deepEqual(ordersIn(world, joined), []);
    const group = await describeConsumers(world);
    assert.equal(group.groupState, "Reconciling");
    const member = group.members.find(({ memberId }) => memberId === classicId)!;
    assert.equal(member.memberType, 0);
    assert.equal(member.memberEpoch, 1);
    assert.deepEqual(member.assignment.topicPartitions[0]!.partitions, everything);
    assert.equal(await stateOf(world), "Dead");
  });

  test("has all its members move: one rebalances by itself, the other by its heartbeats", async () => {
    const world = await start();
    const memberId = await classicGroup(world);
    await joinConsumer(world);
    assert.equal(await beat(world, memberId, 1), errorCode.REBALANCE_IN_PROGRESS);
    // It joins with what it has, and is to give up half of it.
    const first = await joinAndSync(world, subscriptionWith(...everything), { memberId });
    assert.equal(first.generationId, 1);
    const kept = first.partitions;
    assert.equal(kept.length, 4);
    assert.equal(await beat(world, memberId, 1), errorCode.REBALANCE_IN_PROGRESS);
    const second = await joinAndSync(world, subscriptionWith(...kept), { memberId });
    assert.equal(second.generationId, 2);
    assert.deepEqual(second.partitions, kept);
    assert.equal(await beat(world, memberId, 2), errorCode.NONE);
    const given = await heartbeat(world, { memberEpoch: 2 });
    assert.deepEqual(
      ordersIn(world, given),
      everything.filter((partition) => !kept.includes(partition)),
    );
    assert.equal((await describeConsumers(world)).groupState, "Stable");
  });

  test("tells those who wait in it to join again", async () => {
    const world = await start();
    const memberId = await classicGroup(world);
    const waiting = joinWithId(world);
    await settle();
    await joinConsumer(world);
    assert.equal((await waiting).errorCode, errorCode.REBALANCE_IN_PROGRESS);
    assert.equal((await describeConsumers(world)).members.length, 3);
    assert.equal(await beat(world, memberId, 1), errorCode.REBALANCE_IN_PROGRESS);
  });

  test("lets a classic static member be replaced by one of the new protocol", async () => {
    const world = await start();
    const { memberId, generationId = -1 } = await join(world, { groupInstanceId: "one" });
    const assignments = [{ memberId, assignment: classicAssignment(everything) }];
    await sync(world, { memberId, generationId, groupInstanceId: "one", assignments });
    const joined = await joinConsumer(world, { instanceId: "one" });
    assert.deepEqual(ordersIn(world, joined), everything);
    assert.equal(joined.memberEpoch, 1);
    const { members } = await describeConsumers(world);
    assert.deepEqual(
      members.map(({ memberId }) => memberId),
      ["a"],
    );
  });

  test("loses members that are silent for their session", async () => {
    const world = await start();
    await classicGroup(world);
    await joinConsumer(world);
    await world.clock.advance(10_000);
    const response = await heartbeat(world, { memberEpoch: 2 });
    assert.deepEqual(ordersIn(world, response), everything);
  });

  test("loses members that do not join again within their rebalance timeout, though they live", async () => {
    const world = await start();
    const memberId = await classicGroup(world);
    await joinConsumer(world);
    for (let elapsedMs = 0; elapsedMs < 60_000; elapsedMs += 5000) {
      assert.equal(await beat(world, memberId, 1), errorCode.REBALANCE_IN_PROGRESS);
      await heartbeat(world, { memberEpoch: 2 });
      await world.clock.advance(5000);
    }
    assert.equal(await beat(world, memberId, 1), errorCode.UNKNOWN_MEMBER_ID);
  });

  test("is after a restart what it was", async () => {
    const world = await start();
    await classicGroup(world);
    await joinConsumer(world);
    const before = await describeConsumers(world);
    await world.restart();
    assert.deepEqual(await describeConsumers(world), before);
  });

  test("stays what it is where migration is not allowed, or cannot be", async () => {
    const cases: readonly (readonly [string, Promise<CoordinatorWorld>, Buffer?])[] = [
      ["the policy allows no upgrade", start({ migrationPolicy: "downgrade" })],
      ["the policy allows nothing", start({ migrationPolicy: "disabled" })],
      ["there are too many members", start({ maxSize: 0 })],
      ["an assignor of its own is in use", start(), classicAssignment([0], Buffer.from("x"))],
      ["assignments cannot be read", start(), Buffer.from([0])],
    ];
    for (const [name, starting, assignment] of cases) {
      const world = await starting;
      const memberId = await classicGroup(world, assignment);
      assert.equal((await joinConsumer(world)).errorCode, errorCode.GROUP_ID_NOT_FOUND, name);
      assert.equal(await beat(world, memberId, 1), errorCode.NONE, name);
    }
  });

  test("of another protocol type stays what it is", async () => {
    const world = await start();
    const joining = joinWithId(world, { protocolType: "connect" });
    await settle();
    assert.equal((await joinConsumer(world)).errorCode, errorCode.GROUP_ID_NOT_FOUND);
    assert.equal((await joining).errorCode, errorCode.NONE);
  });

  test("is refused to a consumer that is not joining", async () => {
    const world = await start();
    await classicGroup(world);
    for (const memberEpoch of [1, -1]) {
      assert.equal((await heartbeat(world, { memberEpoch })).errorCode, errorCode.GROUP_ID_NOT_FOUND);
    }
  });
});

describe("an empty group", () => {
  test("of the classic protocol gives way to a consumer group, in spite of any policy", async () => {
    const world = await start({ migrationPolicy: "disabled" });
    const memberId = await classicGroup(world);
    await leave(world, memberId);
    const joined = await joinConsumer(world);
    assert.equal(joined.memberEpoch, 2);
    await world.restart();
    assert.equal((await describeConsumers(world)).members.length, 1);
  });

  test("of the consumer protocol gives way to a classic group, in spite of any policy", async () => {
    const world = await start({ migrationPolicy: "disabled" });
    await joinConsumer(world);
    await heartbeat(world, { memberEpoch: -1 });
    await classicGroup(world);
    assert.equal(await stateOf(world), "Stable");
    await world.restart();
    assert.equal(await stateOf(world), "Stable");
  });
});

async function codeOf(answer: Promise<{ readonly errorCode: number }>): Promise<number> {
  return (await answer).errorCode;
}

describe("a classic member in a consumer group", () => {
  test("joins without waiting, leads nothing, and is assigned by the coordinator", async () => {
    const world = await start();
    await joinConsumer(world);
    const joined = await joinWithId(world);
    assert.equal(joined.errorCode, errorCode.NONE);
    assert.equal(joined.generationId, 3);
    assert.equal(joined.protocolType, "consumer");
    assert.equal(joined.protocolName, "range");
    assert.equal(joined.leader, "");
    assert.deepEqual(joined.members, []);
    const { memberId } = joined;
    const synced = await sync(world, { memberId, generationId: 3 });
    assert.deepEqual(ordersOf(synced.assignment), []);
    // What it waits for, others still have: nothing to join for.
    assert.equal(await beat(world, memberId, 3), errorCode.NONE);
    await heartbeat(world, { memberEpoch: 2, topicPartitions: orders(world, ...everything) });
    await heartbeat(world, { memberEpoch: 2, topicPartitions: orders(world, 0, 1, 2, 3) });
    assert.equal(await beat(world, memberId, 3), errorCode.REBALANCE_IN_PROGRESS);
    assert.equal((await joinAndSync(world, subscriptionTo("orders"), { memberId })).partitions.length, 4);
  });

  test("is refused what does not fit", async () => {
    const world = await start({ maxSize: 2 });
    await joinConsumer(world);
    const { memberId, generationId = -1 } = await joinWithId(world);
    const other = { memberId, protocols: [{ name: "other", metadata: subscriptionTo("orders") }] };
    assert.equal(await codeOf(join(world, { ...other, memberId: "" })), errorCode.GROUP_MAX_SIZE_REACHED);
    assert.equal(await codeOf(join(world, other)), errorCode.INCONSISTENT_GROUP_PROTOCOL);
    assert.equal(
      await codeOf(join(world, { memberId, protocolType: "connect" })),
      errorCode.INCONSISTENT_GROUP_PROTOCOL,
    );
    const malformed = { memberId, protocols: [{ name: "range", metadata: Buffer.from([0]) }] };
    assert.equal(await codeOf(join(world, malformed)), errorCode.UNKNOWN_SERVER_ERROR);
    assert.equal(await codeOf(sync(world, { memberId, generationId: 2 })), errorCode.ILLEGAL_GENERATION);
    const known = { memberId, generationId };
    assert.equal(
      await codeOf(sync(world, { ...known, protocolName: "x" })),
      errorCode.INCONSISTENT_GROUP_PROTOCOL,
    );
    assert.equal(
      await codeOf(sync(world, { ...known, protocolType: "x" })),
      errorCode.INCONSISTENT_GROUP_PROTOCOL,
    );
    assert.equal(await codeOf(sync(world, { ...known, memberId: "a" })), errorCode.UNKNOWN_MEMBER_ID);
    assert.equal(await beat(world, "a", 2), errorCode.UNKNOWN_MEMBER_ID);
    assert.equal(await beat(world, memberId, 2), errorCode.ILLEGAL_GENERATION);
    assert.equal(await beat(world, memberId, 3, "one"), errorCode.UNKNOWN_MEMBER_ID);
  });

  test("is not let in where migration is disabled", async () => {
    const world = await start({ migrationPolicy: "disabled" });
    await joinConsumer(world);
    assert.equal((await join(world, {})).errorCode, errorCode.INCONSISTENT_GROUP_PROTOCOL);
  });

  test("that joins and does not ask for its assignment in time is out", async () => {
    const world = await start();
    await joinConsumer(world);
    const { memberId } = await joinWithId(world, { rebalanceTimeoutMs: 8000 });
    await world.clock.advance(5000);
    assert.equal(await beat(world, memberId, 3), errorCode.NONE);
    await world.clock.advance(3000);
    assert.equal(await beat(world, memberId, 3), errorCode.UNKNOWN_MEMBER_ID);
  });

  test("with an instance id takes its own place, and fences who was there", async () => {
    const world = await start();
    await joinConsumer(world);
    const groupInstanceId = "one";
    const first = await joinAndSync(world, subscriptionTo("orders"), { groupInstanceId });
    const second = await joinAndSync(world, subscriptionTo("orders"), { groupInstanceId });
    assert.notEqual(first.memberId, second.memberId);
    assert.equal(await beat(world, first.memberId, first.generationId, "one"), errorCode.FENCED_INSTANCE_ID);
    assert.equal(await leave(world, first.memberId, "one"), errorCode.FENCED_INSTANCE_ID);
    assert.equal((await describeConsumers(world)).members.length, 2);
    assert.equal(await leave(world, "", "one"), errorCode.NONE);
    assert.equal((await describeConsumers(world)).members.length, 1);
  });
});

/** The classic member has four partitions, the other one leaves. */
async function downgraded(world: CoordinatorWorld): Promise<{ memberId: string; generationId: number }> {
  const memberId = await classicGroup(world);
  await joinConsumer(world);
  await joinAndSync(world, subscriptionWith(...everything), { memberId });
  const { generationId } = await joinAndSync(world, subscriptionWith(0, 1, 2, 3), { memberId });
  await heartbeat(world, { memberEpoch: -1 });
  return { memberId, generationId };
}

describe("a consumer group, when only classic members are left", () => {
  test("becomes a classic group that rebalances", async () => {
    const world = await start();
    const { memberId, generationId } = await downgraded(world);
    assert.equal(generationId, 2);
    assert.equal(await stateOf(world), "PreparingRebalance");
    assert.equal(await beat(world, memberId, generationId), errorCode.REBALANCE_IN_PROGRESS);
    const joined = await join(world, { memberId });
    assert.equal(joined.generationId, 3);
    assert.equal(joined.leader, memberId);
  });

  test("is a classic group after a restart, too", async () => {
    const world = await start();
    const { memberId, generationId } = await downgraded(world);
    await world.restart();
    assert.equal(await stateOf(world), "Stable");
    const [group] = await world.coordinator.describeGroups(["group"], {
      apiVersion: 5,
      clientId: "",
      clientHost: "",
    });
    assert.deepEqual(ordersOf(group!.members[0]!.memberAssignment), [0, 1, 2, 3]);
    assert.equal(await beat(world, memberId, generationId), errorCode.NONE);
  });

  test("does so when the other's session is over, too", async () => {
    const world = await start();
    const memberId = await classicGroup(world);
    await joinConsumer(world);
    const { generationId } = await joinAndSync(world, subscriptionTo("orders"), { memberId });
    for (let elapsedMs = 0; elapsedMs < 45_000; elapsedMs += 5000) {
      await beat(world, memberId, generationId);
      await world.clock.advance(5000);
    }
    assert.equal(await stateOf(world), "PreparingRebalance");
  });

  test("stays a consumer group where migration is not allowed, or would make too large a group", async () => {
    for (const world of [await start({ migrationPolicy: "upgrade" }), await start({}, { maxGroupSize: 0 })]) {
      await joinConsumer(world);
      await joinAndSync(world, subscriptionTo("orders"));
      await heartbeat(world, { memberEpoch: -1 });
      assert.equal((await describeConsumers(world)).members.length, 1);
    }
  });

  test("takes a classic static member in the place of the last one of the new protocol", async () => {
    const world = await start();
    await joinConsumer(world, { instanceId: "one" });
    const joined = await join(world, { groupInstanceId: "one" });
    assert.equal(joined.errorCode, errorCode.NONE);
    assert.equal(joined.generationId, 2);
    const { memberId } = joined;
    assert.equal(await stateOf(world), "Stable");
    const synced = await sync(world, { memberId, generationId: 2, groupInstanceId: "one" });
    assert.deepEqual(ordersOf(synced.assignment), everything);
    assert.equal(await beat(world, memberId, 2, "one"), errorCode.NONE);
  });

  test("rebalances if that member subscribes to something else", async () => {
    const world = await start();
    await joinConsumer(world, { instanceId: "one" });
    const protocols = [{ name: "range", metadata: subscriptionTo("payments") }];
    const { memberId, generationId = -1 } = await join(world, { groupInstanceId: "one", protocols });
    assert.equal(await stateOf(world), "PreparingRebalance");
    const synced = await sync(world, { memberId, generationId, groupInstanceId: "one" });
    assert.equal(synced.errorCode, errorCode.ILLEGAL_GENERATION);
  });
});
