import assert from "node:assert/strict";
import { test } from "node:test";
import { errorCode } from "@ottla/protocol";
import { beat, join, joinWithId, leave, stateOf, subscriptionTo, sync } from "../testing/classic-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";
import { settle } from "../testing/virtual-clock.ts";

/** Two members in a stable group: `a` leads. */
async function stablePair(world: CoordinatorWorld) {
  const first = await joinWithId(world);
  const a = first.memberId;
  await sync(world, {
    memberId: a,
    generationId: 1,
    assignments: [{ memberId: a, assignment: Buffer.from("all") }],
  });
  const { memberId: b } = await join(world, {});
  const joinB = join(world, { memberId: b });
  await settle();
  assert.equal(await beat(world, a, 1), errorCode.REBALANCE_IN_PROGRESS);
  const [joinedA, joinedB] = await Promise.all([join(world, { memberId: a }), joinB]);
  assert.equal(joinedA.generationId, 2);
  assert.deepEqual(joinedA.members.map(({ memberId }) => memberId).toSorted(), [a, b].toSorted());
  assert.deepEqual(joinedB.members, []);
  const syncB = sync(world, { memberId: b, generationId: 2 });
  const assignments = [
    { memberId: a, assignment: Buffer.from("A") },
    { memberId: b, assignment: Buffer.from("B") },
  ];
  const syncA = await sync(world, { memberId: a, generationId: 2, assignments });
  assert.equal(String(syncA.assignment), "A");
  assert.equal(String((await syncB).assignment), "B");
  assert.equal(await stateOf(world), "Stable");
  return { a, b };
}

test("a dynamic member gets its id first, and joins with it", async () => {
  const world = await CoordinatorWorld.start();
  const first = await join(world, {});
  assert.equal(first.errorCode, errorCode.MEMBER_ID_REQUIRED);
  assert.match(
    first.memberId,
    /^client-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  const second = await join(world, { memberId: first.memberId });
  assert.equal(second.errorCode, errorCode.NONE);
  assert.equal(second.generationId, 1);
  assert.equal(second.leader, first.memberId);
  assert.equal(second.protocolName, "range");
});

test("before JoinGroup v4 a member is in at once", async () => {
  const world = await CoordinatorWorld.start();
  const response = await join(world, {}, 3);
  assert.equal(response.errorCode, errorCode.NONE);
  assert.equal(response.members.length, 1);
});

test("an empty group waits for more first members, and longer when some come", async () => {
  const world = await CoordinatorWorld.start({ config: { initialRebalanceDelayMs: 3000 } });
  const joins = [join(world, {}, 3)];
  await world.clock.advance(2000);
  joins.push(join(world, {}, 3));
  await world.clock.advance(1500);
  assert.equal(await stateOf(world), "PreparingRebalance");
  await world.clock.advance(2500);
  const responses = await Promise.all(joins);
  assert.deepEqual(
    responses.map(({ generationId, errorCode: code }) => [generationId, code]),
    [
      [1, 0],
      [1, 0],
    ],
  );
  assert.deepEqual(new Set(responses.map(({ members }) => members.length)), new Set([0, 2]));
});

test("two members share a generation, the leader assigns, both learn their part", async () => {
  await stablePair(await CoordinatorWorld.start());
});

test("what the group has agreed on is there after a reload", async () => {
  const world = await CoordinatorWorld.start();
  const { a, b } = await stablePair(world);
  const before = await world.coordinator.describeGroups(["group"], {
    apiVersion: 6,
    clientId: "",
    clientHost: "",
  });
  await world.restart();
  const after = await world.coordinator.describeGroups(["group"], {
    apiVersion: 6,
    clientId: "",
    clientHost: "",
  });
  assert.deepEqual(after, before);
  assert.equal(await beat(world, a, 2), errorCode.NONE);
  assert.equal(await beat(world, b, 2), errorCode.NONE);
});

test("a member that is not heard of is out after its session timeout, and the rest rebalance", async () => {
  const world = await CoordinatorWorld.start();
  const { a, b } = await stablePair(world);
  for (let round = 0; round < 3; round += 1) {
    await world.clock.advance(4000);
    await beat(world, a, 2);
  }
  assert.equal(await beat(world, a, 2), errorCode.REBALANCE_IN_PROGRESS);
  assert.equal(await beat(world, b, 2), errorCode.UNKNOWN_MEMBER_ID);
  const again = await join(world, { memberId: a });
  assert.equal(again.generationId, 3);
  assert.equal(again.members.length, 1);
});

test("sessions begin anew after a reload", async () => {
  const world = await CoordinatorWorld.start();
  await stablePair(world);
  await world.restart();
  await world.clock.advance(9000);
  assert.equal(await stateOf(world), "Stable");
  await world.clock.advance(2000);
  assert.equal(await stateOf(world), "Empty");
});

test("members that do not join again in time are out", async () => {
  const world = await CoordinatorWorld.start();
  const { a, b } = await stablePair(world);
  const joinA = join(world, { memberId: a });
  for (let round = 0; round < 13; round += 1) {
    await world.clock.advance(5000);
    await beat(world, b, 2);
  }
  const joined = await joinA;
  assert.equal(joined.generationId, 3);
  assert.deepEqual(
    joined.members.map(({ memberId }) => memberId),
    [a],
  );
});

test("the last member's leave leaves an empty group with the next generation", async () => {
  const world = await CoordinatorWorld.start();
  const { memberId } = await joinWithId(world);
  await sync(world, { memberId, generationId: 1 });
  assert.equal(await leave(world, memberId), errorCode.NONE);
  assert.equal(await stateOf(world), "Empty");
  assert.equal(await leave(world, memberId), errorCode.UNKNOWN_MEMBER_ID);
  await world.restart();
  assert.equal(await stateOf(world), "Empty");
});

test("whoever leaves while it waits is told so", async () => {
  const world = await CoordinatorWorld.start();
  const { b, a } = await stablePair(world);
  const joinB = join(world, {
    memberId: b,
    protocols: [{ name: "range", metadata: subscriptionTo("payments") }],
  });
  await settle();
  assert.equal(await leave(world, b), errorCode.NONE);
  assert.equal((await joinB).errorCode, errorCode.UNKNOWN_MEMBER_ID);
  assert.equal((await join(world, { memberId: a })).generationId, 3);
});

test("a rebalance tells those who wait for their assignment to join again", async () => {
  const world = await CoordinatorWorld.start();
  const { a, b } = await stablePair(world);
  const joins = [join(world, { memberId: a }), join(world, { memberId: b })];
  await Promise.all(joins);
  const syncB = sync(world, { memberId: b, generationId: 3 });
  await settle();
  const { memberId: c } = await join(world, {});
  void join(world, { memberId: c });
  assert.equal((await syncB).errorCode, errorCode.REBALANCE_IN_PROGRESS);
});

test("members that do not ask for their assignment in time are out", async () => {
  const world = await CoordinatorWorld.start();
  const { a, b } = await stablePair(world);
  await Promise.all([join(world, { memberId: a }), join(world, { memberId: b })]);
  await sync(world, { memberId: a, generationId: 3 });
  for (let round = 0; round < 13; round += 1) {
    await world.clock.advance(5000);
    await beat(world, a, 3);
    await beat(world, b, 3);
  }
  assert.equal(await beat(world, b, 3), errorCode.UNKNOWN_MEMBER_ID);
  assert.equal(await beat(world, a, 3), errorCode.REBALANCE_IN_PROGRESS);
});

function offer(...names: string[]) {
  return names.map((name) => ({ name, metadata: subscriptionTo("orders") }));
}

test("the protocol that most members like best among those that all know is taken", async () => {
  const world = await CoordinatorWorld.start({ config: { initialRebalanceDelayMs: 100 } });
  const joins = [
    join(world, { protocols: offer("sticky", "range", "roundrobin") }, 3),
    join(world, { protocols: offer("roundrobin", "range") }, 3),
    join(world, { protocols: offer("range", "roundrobin") }, 3),
  ];
  await world.clock.advance(300);
  const names = (await Promise.all(joins)).map(({ protocolName }) => protocolName);
  assert.deepEqual(names, ["range", "range", "range"]);
});

test("a member that offers nothing that the others know, or another type, is refused", async () => {
  const world = await CoordinatorWorld.start();
  await stablePair(world);
  const metadata = subscriptionTo("orders");
  const other = await join(world, { protocols: [{ name: "sticky", metadata }] });
  assert.equal(other.errorCode, errorCode.INCONSISTENT_GROUP_PROTOCOL);
  const connect = await join(world, { protocolType: "connect" });
  assert.equal(connect.errorCode, errorCode.INCONSISTENT_GROUP_PROTOCOL);
  const none = await join(world, { protocols: [] });
  assert.equal(none.errorCode, errorCode.INCONSISTENT_GROUP_PROTOCOL);
});

test("a refused join leaves an empty group behind", async () => {
  const world = await CoordinatorWorld.start();
  const refused = await join(world, { protocols: [] });
  assert.equal(refused.errorCode, errorCode.INCONSISTENT_GROUP_PROTOCOL);
  assert.equal(await stateOf(world), "Empty");
});

test("requests that cannot be right are refused with Kafka's codes", async () => {
  const world = await CoordinatorWorld.start();
  const { a } = await stablePair(world);
  const codes = {
    emptyGroupId: (await join(world, { groupId: "" })).errorCode,
    shortSession: (await join(world, { sessionTimeoutMs: 5999 })).errorCode,
    longSession: (await join(world, { sessionTimeoutMs: 1_800_001 })).errorCode,
    unknownMember: (await join(world, { memberId: "nobody" })).errorCode,
    unknownGroup: (await join(world, { groupId: "nothing", memberId: "nobody" })).errorCode,
    staleGeneration: await beat(world, a, 1),
    staleSync: (await sync(world, { memberId: a, generationId: 1 })).errorCode,
    wrongProtocol: (await sync(world, { memberId: a, generationId: 2, protocolName: "sticky" })).errorCode,
    wrongType: (await sync(world, { memberId: a, generationId: 2, protocolType: "connect" })).errorCode,
    noProtocol: (await sync(world, { memberId: a, generationId: 2, protocolName: null })).errorCode,
    unknownSync: (await sync(world, { memberId: "nobody", generationId: 2 })).errorCode,
    unknownInstance: await beat(world, a, 2, "nobody"),
  };
  assert.deepEqual(codes, {
    emptyGroupId: errorCode.INVALID_GROUP_ID,
    shortSession: errorCode.INVALID_SESSION_TIMEOUT,
    longSession: errorCode.INVALID_SESSION_TIMEOUT,
    unknownMember: errorCode.UNKNOWN_MEMBER_ID,
    unknownGroup: errorCode.UNKNOWN_MEMBER_ID,
    staleGeneration: errorCode.ILLEGAL_GENERATION,
    staleSync: errorCode.ILLEGAL_GENERATION,
    wrongProtocol: errorCode.INCONSISTENT_GROUP_PROTOCOL,
    wrongType: errorCode.INCONSISTENT_GROUP_PROTOCOL,
    noProtocol: errorCode.INCONSISTENT_GROUP_PROTOCOL,
    unknownSync: errorCode.UNKNOWN_MEMBER_ID,
    unknownInstance: errorCode.UNKNOWN_MEMBER_ID,
  });
});

test("a group that is full takes no more members", async () => {
  const world = await CoordinatorWorld.start({ config: { maxGroupSize: 2 } });
  await stablePair(world);
  assert.equal((await join(world, {})).errorCode, errorCode.GROUP_MAX_SIZE_REACHED);
});

test("a promised member holds up the rebalance until it joins, or its time is over", async () => {
  const world = await CoordinatorWorld.start();
  const { a, b } = await stablePair(world);
  await join(world, {}); // gets an id, and never uses it
  const joins = [join(world, { memberId: a }), join(world, { memberId: b })];
  await settle();
  assert.equal(await stateOf(world), "PreparingRebalance");
  await world.clock.advance(10_000);
  assert.deepEqual(
    (await Promise.all(joins)).map(({ generationId }) => generationId),
    [3, 3],
  );
});

test("a member that joins again with nothing new hears of the generation that it is in", async () => {
  const world = await CoordinatorWorld.start();
  const { b } = await stablePair(world);
  const again = await join(world, { memberId: b });
  assert.equal(again.errorCode, errorCode.NONE);
  assert.equal(again.generationId, 2);
  assert.equal(await stateOf(world), "Stable");
});

test("the leader's join begins a rebalance even with nothing new", async () => {
  const world = await CoordinatorWorld.start();
  const { a, b } = await stablePair(world);
  const joinA = join(world, { memberId: a });
  assert.equal(await beat(world, b, 2), errorCode.REBALANCE_IN_PROGRESS);
  await join(world, { memberId: b });
  assert.equal((await joinA).generationId, 3);
});
