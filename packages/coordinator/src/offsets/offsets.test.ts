import assert from "node:assert/strict";
import { test } from "node:test";
import { errorCode, zeroUuid } from "@ottla/protocol";
import { beat, join, joinWithId, leave, stateOf, subscriptionTo, sync } from "../testing/classic-client.ts";
import { CoordinatorWorld, client } from "../testing/coordinator-world.ts";
import { commit, committed, fetchAll } from "../testing/offset-client.ts";

const dayMs = 24 * 60 * 60 * 1000;

test("a simple consumer commits and reads back, also after a reload", async () => {
  const world = await CoordinatorWorld.start();
  assert.equal(await commit(world, { partition: 3, offset: 42, metadata: "here" }), errorCode.NONE);
  const expected = {
    partitionIndex: 3,
    committedOffset: 42,
    committedLeaderEpoch: 5,
    metadata: "here",
    errorCode: 0,
  };
  assert.deepEqual(await committed(world, 3), expected);
  await world.restart();
  assert.deepEqual(await committed(world, 3), expected);
});

test("what nobody has committed is -1, in groups that are there and in others", async () => {
  const world = await CoordinatorWorld.start();
  const nothing = {
    partitionIndex: 0,
    committedOffset: -1,
    committedLeaderEpoch: -1,
    metadata: "",
    errorCode: 0,
  };
  assert.deepEqual(await committed(world, 0), nothing);
  await commit(world, { partition: 1, offset: 1 });
  assert.deepEqual(await committed(world, 0), nothing);
});

test("without topics, all that the group has committed is told", async () => {
  const world = await CoordinatorWorld.start();
  await commit(world, { partition: 1, offset: 10 });
  await commit(world, { topic: "payments", partition: 2, offset: 20 });
  const offsets = (await fetchAll(world)).map(({ name, partitions }) => [
    name,
    partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]),
  ]);
  assert.deepEqual(offsets, [
    ["orders", [[1, 10]]],
    ["payments", [[2, 20]]],
  ]);
});

function partition(committedOffset: number) {
  return { partitionIndex: 0, committedOffset, committedLeaderEpoch: -1, committedMetadata: "" };
}

test("the last of two commits to a partition in one request counts", async () => {
  const world = await CoordinatorWorld.start();
  const response = await world.coordinator.offsetCommit(
    {
      groupId: "group",
      generationIdOrMemberEpoch: -1,
      memberId: "",
      groupInstanceId: null,
      retentionTimeMs: -1,
      topics: [{ name: "orders", topicId: zeroUuid, partitions: [partition(5), partition(4)] }],
    },
    client("client", 9),
  );
  assert.deepEqual(
    response.topics.flatMap(({ partitions }) => partitions.map((each) => each.errorCode)),
    [0, 0],
  );
  assert.equal((await committed(world, 0)).committedOffset, 4);
});

test("members commit in their generation, others do not", async () => {
  const world = await CoordinatorWorld.start();
  const { memberId } = await joinWithId(world);
  const inRebalance = await commit(world, { memberId, generation: 1 });
  await sync(world, { memberId, generationId: 1 });
  const codes = {
    inRebalance,
    member: await commit(world, { memberId, generation: 1 }),
    stale: await commit(world, { memberId, generation: 0 }),
    stranger: await commit(world, { memberId: "stranger", generation: 1 }),
    nobody: await commit(world, {}),
    instance: await commit(world, { memberId, generation: 1, instanceId: "unknown" }),
  };
  assert.deepEqual(codes, {
    inRebalance: errorCode.REBALANCE_IN_PROGRESS,
    member: errorCode.NONE,
    stale: errorCode.ILLEGAL_GENERATION,
    stranger: errorCode.UNKNOWN_MEMBER_ID,
    nobody: errorCode.UNKNOWN_MEMBER_ID,
    instance: errorCode.UNKNOWN_MEMBER_ID,
  });
});

test("a group that is not there has no generation, and from v9 on is not found", async () => {
  const world = await CoordinatorWorld.start();
  assert.equal(await commit(world, { memberId: "m", generation: 3 }, 8), errorCode.ILLEGAL_GENERATION);
  assert.equal(await commit(world, { memberId: "m", generation: 3 }, 9), errorCode.GROUP_ID_NOT_FOUND);
});

test("a commit is a sign of life", async () => {
  const world = await CoordinatorWorld.start();
  const { memberId } = await joinWithId(world);
  await sync(world, { memberId, generationId: 1 });
  for (let round = 0; round < 5; round += 1) {
    await world.clock.advance(8000);
    await commit(world, { memberId, generation: 1 });
  }
  assert.equal(await beat(world, memberId, 1), errorCode.NONE);
});

test("metadata longer than offset.metadata.max.bytes is refused, the rest is not", async () => {
  const world = await CoordinatorWorld.start();
  assert.equal(await commit(world, { metadata: "x".repeat(4097) }), errorCode.OFFSET_METADATA_TOO_LARGE);
  assert.equal(await commit(world, { metadata: "x".repeat(4096) }), errorCode.NONE);
});

test("topics and partitions that do not exist are refused before anything else", async () => {
  const world = await CoordinatorWorld.start();
  assert.equal(await commit(world, { topic: "unknown" }), errorCode.UNKNOWN_TOPIC_OR_PARTITION);
  assert.equal(await commit(world, { partition: 8 }), errorCode.UNKNOWN_TOPIC_OR_PARTITION);
  assert.deepEqual(await fetchAll(world), []);
});

test("with topic ids, an unknown one has an error of its own", async () => {
  const world = await CoordinatorWorld.start();
  assert.equal(await commit(world, { topicId: "AAAAAAAAAAAAAAAAAAAAAQ" }, 10), errorCode.UNKNOWN_TOPIC_ID);
  const { topicId } = world.topics.byName("orders")!;
  assert.equal(await commit(world, { topicId, offset: 9 }, 10), errorCode.NONE);
  assert.equal((await committed(world, 0)).committedOffset, 9);
});

test("offsets of a topic that was deleted and made again do not count", async () => {
  const world = await CoordinatorWorld.start();
  await commit(world, { offset: 5 });
  world.topics.remove("orders");
  world.topics.add("orders", 8);
  assert.equal((await committed(world, 0)).committedOffset, 5);
  const { name, topicId } = world.topics.remove("orders");
  await world.coordinator.onTopicsChanged({ created: [], changed: [], deleted: [{ name, topicId }] });
  assert.deepEqual(await fetchAll(world), []);
  await world.restart();
  assert.deepEqual(await fetchAll(world), []);
});

test("offsets of an empty group expire when it has been empty for the retention time, and the group with them", async () => {
  const world = await CoordinatorWorld.start();
  const { memberId } = await joinWithId(world);
  await sync(world, { memberId, generationId: 1 });
  await commit(world, { memberId, generation: 1, offset: 7 });
  for (let hour = 0; hour < 24 * 8; hour += 1) {
    for (let beats = 0; beats < 400; beats += 100) await beat(world, memberId, 1);
    await world.clock.advance(9000);
  }
  await leave(world, memberId);
  await world.clock.advance(7 * dayMs - 1);
  assert.equal((await committed(world, 0)).committedOffset, 7);
  await world.clock.advance(20 * 60 * 1000);
  assert.equal((await committed(world, 0)).committedOffset, -1);
  assert.equal(await stateOf(world), "Dead");
  await world.restart();
  assert.equal(await stateOf(world), "Dead");
});

test("offsets of simple consumers expire one by one, by the time of the commit", async () => {
  const world = await CoordinatorWorld.start();
  await commit(world, { partition: 0, offset: 1 });
  await world.clock.advance(dayMs);
  await commit(world, { partition: 1, offset: 2 });
  await world.clock.advance(6 * dayMs + 1000 * 60 * 30);
  assert.equal((await committed(world, 0)).committedOffset, -1);
  assert.equal((await committed(world, 1)).committedOffset, 2);
  await world.clock.advance(dayMs);
  assert.equal(await stateOf(world), "Dead");
});

test("a stable group of consumers keeps what it subscribes to, and loses the rest", async () => {
  const world = await CoordinatorWorld.start({
    config: { offsetsRetentionMs: 60_000, offsetsRetentionCheckIntervalMs: 10_000 },
  });
  const { memberId } = await joinWithId(world);
  await sync(world, { memberId, generationId: 1 });
  await commit(world, { memberId, generation: 1, offset: 7 });
  await commit(world, { memberId, generation: 1, topic: "payments", offset: 8 });
  for (let round = 0; round < 12; round += 1) {
    await world.clock.advance(9000);
    await beat(world, memberId, 1);
  }
  assert.deepEqual(
    (await fetchAll(world)).map(({ name }) => name),
    ["orders"],
  );
});

test("a client before v5 says itself how long its offsets live", async () => {
  const world = await CoordinatorWorld.start({ config: { offsetsRetentionCheckIntervalMs: 1000 } });
  await commit(world, { offset: 7, retentionMs: 60_000 }, 4);
  await world.restart();
  await world.clock.advance(59_000);
  assert.equal((await committed(world, 0)).committedOffset, 7);
  await world.clock.advance(2000);
  assert.equal((await committed(world, 0)).committedOffset, -1);
});

test("offsets are deleted unless the group subscribes to the topic", async () => {
  const world = await CoordinatorWorld.start();
  const remove = async (topic: string, partition = 0) => {
    const topics = [{ name: topic, partitions: [{ partitionIndex: partition }] }];
    const response = await world.coordinator.offsetDelete({ groupId: "group", topics });
    return response.errorCode === 0 ? response.topics[0]!.partitions[0]!.errorCode : response.errorCode;
  };
  assert.equal(await remove("orders"), errorCode.GROUP_ID_NOT_FOUND);
  const { memberId } = await joinWithId(world);
  await sync(world, { memberId, generationId: 1 });
  await commit(world, { memberId, generation: 1, offset: 7 });
  await commit(world, { memberId, generation: 1, topic: "payments", offset: 8 });
  assert.equal(await remove("orders"), errorCode.GROUP_SUBSCRIBED_TO_TOPIC);
  assert.equal(await remove("payments"), errorCode.NONE);
  assert.equal(await remove("payments", 9), errorCode.UNKNOWN_TOPIC_OR_PARTITION);
  await leave(world, memberId);
  assert.equal(await remove("orders"), errorCode.NONE);
  assert.deepEqual(await fetchAll(world), []);
});

test("a group of another protocol type that has members keeps its offsets", async () => {
  const world = await CoordinatorWorld.start();
  const protocols = [{ name: "compatible", metadata: Buffer.from("whatever") }];
  await joinWithId(world, { protocolType: "connect", protocols });
  const topics = [{ name: "orders", partitions: [{ partitionIndex: 0 }] }];
  const response = await world.coordinator.offsetDelete({ groupId: "group", topics });
  assert.equal(response.errorCode, errorCode.NON_EMPTY_GROUP);
});

test("a group is deleted with its offsets, once it is empty", async () => {
  const world = await CoordinatorWorld.start();
  const { memberId } = await joinWithId(world);
  await sync(world, { memberId, generationId: 1 });
  await commit(world, { memberId, generation: 1, offset: 7 });
  const remove = async () =>
    (await world.coordinator.deleteGroups(["group", "group"])).map((each) => each.errorCode);
  assert.deepEqual(await remove(), [errorCode.NON_EMPTY_GROUP]);
  await leave(world, memberId);
  assert.deepEqual(await remove(), [errorCode.NONE]);
  assert.deepEqual(await remove(), [errorCode.GROUP_ID_NOT_FOUND]);
  await world.restart();
  assert.deepEqual(await fetchAll(world), []);
  assert.deepEqual(await remove(), [errorCode.GROUP_ID_NOT_FOUND]);
});

test("groups are listed by state and type, whatever the case of the filter", async () => {
  const world = await CoordinatorWorld.start();
  await commit(world, { offset: 1 });
  await join(
    world,
    { groupId: "other", protocols: [{ name: "range", metadata: subscriptionTo("orders") }] },
    3,
  );
  const list = async (statesFilter: string[], typesFilter: string[]) =>
    (await world.coordinator.listGroups({ statesFilter, typesFilter })).groups.map(({ groupId }) => groupId);
  assert.deepEqual(await list([], []), ["group", "other"]);
  assert.deepEqual(await list(["empty"], []), ["group"]);
  assert.deepEqual(await list(["completingRebalance"], ["Classic"]), ["other"]);
  assert.deepEqual(await list([], ["consumer"]), []);
});
