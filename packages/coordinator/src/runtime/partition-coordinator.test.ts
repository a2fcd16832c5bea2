import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRecordBatch, errorCode, RecordBatchView } from "@ottla/protocol";
import { encodeKey, encodeValue } from "../records/coordinator-record.ts";
import { offsetCommitRecord } from "../records/index.ts";
import { beat, join, joinWithId, sync } from "../testing/classic-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";
import { commit, committed } from "../testing/offset-client.ts";
import { settle } from "../testing/virtual-clock.ts";

/** Whether a promise has resolved by now. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  const watching = async () => {
    await promise;
    done = true;
  };
  void watching();
  await settle();
  return done;
}

test("an answer leaves when what it promises is committed", async () => {
  const world = await CoordinatorWorld.start();
  world.log.hold();
  const answer = commit(world, { offset: 5 });
  assert.equal(await isDone(answer), false);
  world.log.release();
  assert.equal(await answer, errorCode.NONE);
});

test("a reader waits for the writes that it may have seen", async () => {
  const world = await CoordinatorWorld.start();
  world.log.hold();
  void commit(world, { offset: 5 });
  const read = committed(world, 0);
  assert.equal(await isDone(read), false);
  world.log.release();
  assert.equal((await read).committedOffset, 5);
});

test("decisions made in one turn go into one batch, and those made while it is on its way into the next", async () => {
  const world = await CoordinatorWorld.start();
  world.log.hold();
  const answers = [commit(world, { partition: 0 }), commit(world, { partition: 1 })];
  await settle();
  assert.equal(world.log.batches.length, 1);
  assert.equal(new RecordBatchView(world.log.batches[0]!).recordCount, 2);
  for (let partition = 2; partition < 8; partition += 1) answers.push(commit(world, { partition }));
  await settle();
  assert.equal(world.log.batches.length, 1);
  world.log.release();
  await Promise.all(answers);
  assert.equal(world.log.batches.length, 2);
  assert.equal(new RecordBatchView(world.log.batches[1]!).recordCount, 6);
});

test("a batch does not grow beyond what the topic allows", async () => {
  const world = await CoordinatorWorld.start();
  world.log.hold();
  const answers: Promise<number>[] = [];
  for (let count = 0; count < 600; count += 1) answers.push(commit(world, { metadata: "m".repeat(4000) }));
  await settle();
  world.log.release();
  await Promise.all(answers);
  assert.ok(world.log.batches.length >= 2);
  for (const batch of world.log.batches) assert.ok(batch.length <= world.log.maxBatchBytes);
});

test("when an append fails, everybody who waits is sent away, and the log says what counts", async () => {
  const world = await CoordinatorWorld.start();
  assert.equal(await commit(world, { offset: 1 }), errorCode.NONE);
  const parked = joinWithId(world, { groupId: "other" }).then(() => join(world, { groupId: "other" }, 3));
  await settle();
  world.log.failure = new Error("no space left");
  const answers = [commit(world, { offset: 2 }), commit(world, { offset: 3 })];
  assert.deepEqual(await Promise.all(answers), [errorCode.NOT_COORDINATOR, errorCode.NOT_COORDINATOR]);
  assert.equal((await parked).errorCode, errorCode.NOT_COORDINATOR);
  world.log.failure = null;
  await settle();
  assert.equal((await committed(world, 0)).committedOffset, 1);
  assert.equal(await commit(world, { offset: 4 }), errorCode.NONE);
});

test("while a partition loads, its groups are told so, and heartbeats are believed", async () => {
  const world = await CoordinatorWorld.start();
  world.coordinator.close();
  const elected = world.coordinator.onElected(0, 1, world.log);
  const answers = [
    commit(world, {}),
    join(world, {}).then((joined) => joined.errorCode),
    beat(world, "anybody", 1),
  ];
  const loading = errorCode.COORDINATOR_LOAD_IN_PROGRESS;
  assert.deepEqual(await Promise.all(answers), [loading, loading, errorCode.NONE]);
  await elected;
  assert.equal(await beat(world, "anybody", 1), errorCode.UNKNOWN_MEMBER_ID);
});

test("groups of other partitions are another coordinator's, and who waits is sent to it when leadership goes", async () => {
  const world = await CoordinatorWorld.start();
  const { memberId } = await joinWithId(world);
  const waiting = sync(world, { memberId, generationId: 1 });
  const { memberId: second } = await join(world, {});
  void waiting;
  const joining = join(world, { memberId: second });
  await settle();
  world.coordinator.onResigned(0);
  assert.equal((await joining).errorCode, errorCode.NOT_COORDINATOR);
  assert.equal(await commit(world, {}), errorCode.NOT_COORDINATOR);
  assert.deepEqual(await world.coordinator.listGroups({ statesFilter: [], typesFilter: [] }), {
    errorCode: 0,
    groups: [],
  });
});

test("an election in an epoch that is over changes nothing", async () => {
  const world = await CoordinatorWorld.start();
  await commit(world, { offset: 5 });
  await world.coordinator.onElected(0, 0, world.log);
  assert.equal((await committed(world, 0)).committedOffset, 5);
});

test("records of unknown types are skipped", async () => {
  const world = await CoordinatorWorld.start();
  await commit(world, { offset: 5 });
  const record = { key: Buffer.from([0, 99, 1, 2, 3]), value: Buffer.from([0, 0]), timestamp: 0 };
  await world.log.append(buildRecordBatch({ records: [record] }), 0);
  await world.restart();
  assert.equal((await committed(world, 0)).committedOffset, 5);
});

const key = encodeKey(offsetCommitRecord, { group: "group", topic: "orders", partition: 0 });
const value = encodeValue(offsetCommitRecord, {
  offset: 1,
  leaderEpoch: -1,
  metadata: "",
  commitTimestamp: 0,
  expireTimestamp: -1,
  topicId: "AAAAAAAAAAAAAAAAAAAAAA",
});
const unreadable = {
  "a value of a version that nobody knows": {
    key,
    value: Buffer.concat([Buffer.from([0, 5]), value.subarray(2)]),
  },
  "a value that ends too soon": { key, value: value.subarray(0, 9) },
  "a key that ends too soon": { key: key.subarray(0, 5), value },
};
for (const [what, { key: badKey, value: badValue }] of Object.entries(unreadable)) {
  test(`${what} keeps the partition from loading`, async () => {
    const world = await CoordinatorWorld.start();
    const record = { key: badKey, value: badValue, timestamp: 0 };
    await world.log.append(buildRecordBatch({ records: [record] }), 0);
    await world.restart();
    assert.equal(await commit(world, {}), errorCode.NOT_COORDINATOR);
  });
}

test("what is written carries the leader epoch that it was decided in", async () => {
  const world = await CoordinatorWorld.start();
  await world.restart();
  await commit(world, {});
  assert.equal(new RecordBatchView(world.log.batches.at(-1)!).partitionLeaderEpoch, 1);
});

test("a commit that no batch can hold is refused, and costs nobody anything", async () => {
  const world = await CoordinatorWorld.start();
  const { memberId } = await joinWithId(world, { groupId: "group" });
  await sync(world, { memberId, generationId: 1 });
  const partition = {
    partitionIndex: 0,
    committedOffset: 1,
    committedLeaderEpoch: -1,
    committedMetadata: "m".repeat(4096),
  };
  const topics = [
    {
      name: "orders",
      topicId: "AAAAAAAAAAAAAAAAAAAAAA",
      partitions: Array.from({ length: 300 }, () => partition),
    },
  ];
  const identity = { generationIdOrMemberEpoch: 1, memberId, groupInstanceId: null, retentionTimeMs: -1 };
  const response = await world.coordinator.offsetCommit(
    { groupId: "group", ...identity, topics },
    { apiVersion: 9, clientId: "", clientHost: "" },
  );
  assert.equal(response.topics[0]!.partitions[0]!.errorCode, errorCode.UNKNOWN_SERVER_ERROR);
  assert.equal(world.log.batches.length, 2);
  assert.equal(await beat(world, memberId, 1), errorCode.NONE);
});

test("an assignment that no batch can hold is refused, and the group tries again", async () => {
  const world = await CoordinatorWorld.start();
  const { memberId } = await joinWithId(world);
  const assignments = [{ memberId, assignment: Buffer.alloc(2_000_000) }];
  const synced = await sync(world, { memberId, generationId: 1, assignments });
  assert.equal(synced.errorCode, errorCode.UNKNOWN_SERVER_ERROR);
  assert.equal(await beat(world, memberId, 1), errorCode.REBALANCE_IN_PROGRESS);
  assert.equal((await join(world, { memberId })).generationId, 2);
});
