import assert from "node:assert/strict";
import { test } from "node:test";
import { errorCode } from "@ottla/protocol";
import { stateOf } from "../testing/classic-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";
import { commit, commitInTransaction, committed, fetchAll } from "../testing/offset-client.ts";

function end(world: CoordinatorWorld, producerId: number, outcome: "commit" | "abort"): Promise<number> {
  return world.coordinator.endTransaction(0, { producerId, producerEpoch: 0, coordinatorEpoch: 0, outcome });
}

for (const reload of [false, true]) {
  const when = reload ? "after a reload" : "live";
  const start = async () => {
    const world = await CoordinatorWorld.start();
    await commit(world, { offset: 1 });
    assert.equal(await commitInTransaction(world, 7, { offset: 2 }), errorCode.NONE);
    if (reload) await world.restart();
    return world;
  };

  test(`offsets of a transaction count when it commits, ${when}`, async () => {
    const world = await start();
    assert.equal((await committed(world, 0)).committedOffset, 1);
    assert.equal(await end(world, 7, "commit"), errorCode.NONE);
    assert.equal((await committed(world, 0)).committedOffset, 2);
    if (reload) await world.restart();
    assert.equal((await committed(world, 0)).committedOffset, 2);
  });

  test(`offsets of a transaction are gone when it aborts, ${when}`, async () => {
    const world = await start();
    assert.equal(await end(world, 7, "abort"), errorCode.NONE);
    if (reload) await world.restart();
    assert.equal((await committed(world, 0)).committedOffset, 1);
    assert.equal((await committed(world, 0, true)).committedOffset, 1);
  });

  test(`whoever wants stable offsets is told to wait while a transaction is open, ${when}`, async () => {
    const world = await start();
    assert.equal((await committed(world, 0, true)).errorCode, errorCode.UNSTABLE_OFFSET_COMMIT);
    assert.equal((await committed(world, 1, true)).errorCode, errorCode.NONE);
    assert.equal((await committed(world, 0, false)).committedOffset, 1);
    const [topic] = await fetchAll(world, true);
    assert.equal(topic!.partitions[0]!.errorCode, errorCode.UNSTABLE_OFFSET_COMMIT);
  });

  test(`a commit outside of the transaction that came later is not undone by it, ${when}`, async () => {
    const world = await start();
    await commit(world, { offset: 3 });
    await end(world, 7, "commit");
    if (reload) await world.restart();
    assert.equal((await committed(world, 0)).committedOffset, 3);
  });
}

test("an offset that only an open transaction has is absent when all are asked for", async () => {
  const world = await CoordinatorWorld.start();
  await commitInTransaction(world, 7, { offset: 2 });
  assert.deepEqual(await fetchAll(world, true), []);
  assert.equal((await committed(world, 0, true)).errorCode, errorCode.UNSTABLE_OFFSET_COMMIT);
});

test("a group whose offsets wait for a transaction does not expire", async () => {
  const world = await CoordinatorWorld.start({
    config: { offsetsRetentionMs: 1000, offsetsRetentionCheckIntervalMs: 1000 },
  });
  await commitInTransaction(world, 7, { offset: 2 });
  await world.clock.advance(10_000);
  assert.equal(await stateOf(world), "Empty");
  await end(world, 7, "abort");
  await world.clock.advance(2000);
  assert.equal(await stateOf(world), "Dead");
});

test("deleting a group takes its open transactions' offsets with it", async () => {
  const world = await CoordinatorWorld.start();
  await commitInTransaction(world, 7, { offset: 2 });
  assert.deepEqual(await world.coordinator.deleteGroups(["group"]), [{ groupId: "group", errorCode: 0 }]);
  await end(world, 7, "commit");
  assert.deepEqual(await fetchAll(world), []);
  await world.restart();
  assert.deepEqual(await fetchAll(world), []);
});

test("two producers' transactions do not mix", async () => {
  const world = await CoordinatorWorld.start();
  await commitInTransaction(world, 7, { offset: 70 });
  await commitInTransaction(world, 8, { offset: 80 });
  await end(world, 8, "commit");
  assert.equal((await committed(world, 0)).committedOffset, 80);
  await end(world, 7, "commit");
  assert.equal((await committed(world, 0)).committedOffset, 80);
});
