import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { errorCode } from "@ottla/protocol";
import { subscriptionTo } from "../testing/classic-client.ts";
import { heartbeat, joinConsumer } from "../testing/consumer-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";
import { joinAndSync } from "../testing/migrating-client.ts";
import { commit, commitInTransaction } from "../testing/offset-client.ts";

/** The member "a" in epoch 3, with all eight partitions of "orders" since epoch 2. */
async function start(): Promise<CoordinatorWorld> {
  const world = await CoordinatorWorld.start();
  await joinConsumer(world);
  await world.clock.advance(1000);
  await heartbeat(world, { memberEpoch: 2, subscribedTopicNames: ["orders", "payments"] });
  return world;
}

describe("a commit to a consumer group", () => {
  test("is for members in their epoch", async () => {
    const world = await start();
    assert.equal(await commit(world, { memberId: "a", generation: 3 }), errorCode.NONE);
    assert.equal(await commit(world, { memberId: "a", generation: 4 }), errorCode.STALE_MEMBER_EPOCH);
    assert.equal(await commit(world, { memberId: "b", generation: 3 }), errorCode.UNKNOWN_MEMBER_ID);
    assert.equal(await commit(world, { memberId: "", generation: -1 }), errorCode.UNKNOWN_MEMBER_ID);
  });

  test("is good in an older epoch for what the member has had since then", async () => {
    const world = await start();
    assert.equal(await commit(world, { memberId: "a", generation: 2 }), errorCode.NONE);
    assert.equal(await commit(world, { memberId: "a", generation: 1 }), errorCode.STALE_MEMBER_EPOCH);
    const payments = { memberId: "a", topic: "payments" };
    assert.equal(await commit(world, { ...payments, generation: 2 }), errorCode.STALE_MEMBER_EPOCH);
    assert.equal(await commit(world, { ...payments, generation: 3 }), errorCode.NONE);
  });

  test("has to say member epochs, in a version that knows them", async () => {
    const world = await start();
    assert.equal(await commit(world, { memberId: "a", generation: 3 }, 8), errorCode.UNSUPPORTED_VERSION);
  });

  test("is anybody's while the group is empty", async () => {
    const world = await start();
    await heartbeat(world, { memberEpoch: -1 });
    assert.equal(await commit(world, { generation: -1 }), errorCode.NONE);
    assert.equal(await commit(world, { memberId: "a", generation: 3 }), errorCode.UNKNOWN_MEMBER_ID);
  });

  test("in a transaction may come from a producer that tells no member, and knows generations only", async () => {
    const world = await start();
    assert.equal(await commitInTransaction(world, 7, {}), errorCode.NONE);
    assert.equal(await commitInTransaction(world, 7, { memberId: "a", generation: 3 }), errorCode.NONE);
    const newer = { memberId: "a", generation: 4 };
    assert.equal(await commitInTransaction(world, 7, newer), errorCode.ILLEGAL_GENERATION);
  });

  test("of a classic member knows generations only", async () => {
    const world = await start();
    const { memberId, generationId } = await joinAndSync(world, subscriptionTo("orders"));
    assert.equal(await commit(world, { memberId, generation: generationId }, 7), errorCode.NONE);
    assert.equal(
      await commit(world, { memberId, generation: generationId + 1 }, 7),
      errorCode.ILLEGAL_GENERATION,
    );
  });
});

async function fetch(world: CoordinatorWorld, memberId: string | null, memberEpoch: number): Promise<number> {
  const groups = [{ groupId: "group", memberId, memberEpoch, topics: null }];
  const response = await world.coordinator.offsetFetch(
    { groupId: "", topics: null, groups, requireStable: false },
    { apiVersion: 9, clientId: "client", clientHost: "/127.0.0.1" },
  );
  return response.groups![0]!.errorCode ?? 0;
}

describe("a fetch of offsets from a consumer group", () => {
  test("is for members in their epoch, and for those who are no members", async () => {
    const world = await start();
    assert.equal(await fetch(world, null, -1), errorCode.NONE);
    assert.equal(await fetch(world, "a", 3), errorCode.NONE);
    assert.equal(await fetch(world, "a", 2), errorCode.STALE_MEMBER_EPOCH);
    assert.equal(await fetch(world, "b", 3), errorCode.UNKNOWN_MEMBER_ID);
  });
});
