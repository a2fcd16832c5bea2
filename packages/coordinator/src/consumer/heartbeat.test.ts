import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { errorCode } from "@ottla/protocol";
import { defaultGroupCoordinatorConfig } from "../runtime/group-config.ts";
import {
  describeConsumers,
  type Heartbeat,
  type HeartbeatResult,
  heartbeat,
  joinConsumer,
  orders,
  ordersIn,
} from "../testing/consumer-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";

const everything = [0, 1, 2, 3, 4, 5, 6, 7];

function start(
  consumer: Partial<typeof defaultGroupCoordinatorConfig.consumer> = {},
): Promise<CoordinatorWorld> {
  return CoordinatorWorld.start({
    config: { consumer: { ...defaultGroupCoordinatorConfig.consumer, ...consumer } },
  });
}

/** Targets follow members without delay. */
const atOnce = { assignmentIntervalMs: () => 0 };

describe("a request is refused", () => {
  const cases: readonly (readonly [string, Heartbeat & { memberEpoch: number }, number, number])[] = [
    ["without a member id", { memberEpoch: 0, memberId: " " }, 1, errorCode.INVALID_REQUEST],
    ["without a member id of a known member", { memberEpoch: 3, memberId: "" }, 0, errorCode.INVALID_REQUEST],
    [
      "without a member id of one who leaves",
      { memberEpoch: -1, memberId: "" },
      0,
      errorCode.INVALID_REQUEST,
    ],
    ["without a group id", { memberEpoch: 1, groupId: "" }, 1, errorCode.INVALID_REQUEST],
    ["with an empty instance id", { memberEpoch: 1, instanceId: "" }, 1, errorCode.INVALID_REQUEST],
    ["with an empty rack id", { memberEpoch: 1, rackId: " " }, 1, errorCode.INVALID_REQUEST],
    [
      "that joins without a rebalance timeout",
      { memberEpoch: 0, rebalanceTimeoutMs: -1 },
      1,
      errorCode.INVALID_REQUEST,
    ],
    [
      "that joins and does not say that it has nothing",
      { memberEpoch: 0, topicPartitions: null },
      1,
      errorCode.INVALID_REQUEST,
    ],
    [
      "that joins with partitions",
      { memberEpoch: 0, topicPartitions: [{ topicId: "x".repeat(22), partitions: [0] }] },
      1,
      errorCode.INVALID_REQUEST,
    ],
    [
      "that joins without a subscription",
      { memberEpoch: 0, subscribedTopicNames: null },
      1,
      errorCode.INVALID_REQUEST,
    ],
    ["with an epoch that means nothing", { memberEpoch: -3 }, 1, errorCode.INVALID_REQUEST],
    ["of a dynamic member that leaves for now", { memberEpoch: -2 }, 1, errorCode.INVALID_REQUEST],
    [
      "with an unknown assignor",
      { memberEpoch: 0, serverAssignor: "sticky" },
      1,
      errorCode.UNSUPPORTED_ASSIGNOR,
    ],
    [
      "with an invalid expression",
      { memberEpoch: 0, subscribedTopicRegex: "[" },
      1,
      errorCode.INVALID_REGULAR_EXPRESSION,
    ],
    ["of a member in a group that is not there", { memberEpoch: 3 }, 1, errorCode.GROUP_ID_NOT_FOUND],
    ["of one who leaves a group that is not there", { memberEpoch: -1 }, 1, errorCode.GROUP_ID_NOT_FOUND],
  ];
  for (const [name, told, apiVersion, code] of cases) {
    test(name, async () => {
      const world = await start();
      const joining = { rebalanceTimeoutMs: 1000, subscribedTopicNames: ["orders"], topicPartitions: [] };
      const response = await heartbeat(
        world,
        told.memberEpoch === 0 ? { ...joining, ...told } : told,
        apiVersion,
      );
      assert.equal(response.errorCode, code);
      assert.equal(typeof response.errorMessage, "string");
      assert.equal(world.log.batches.length, 0);
    });
  }

  test("by a group that is full", async () => {
    const world = await start({ maxSize: 1 });
    await joinConsumer(world);
    assert.equal((await joinConsumer(world, { memberId: "b" })).errorCode, errorCode.GROUP_MAX_SIZE_REACHED);
    assert.equal((await joinConsumer(world)).errorCode, errorCode.NONE);
  });

  test("of a member that the group does not know", async () => {
    const world = await start();
    await joinConsumer(world);
    for (const memberEpoch of [2, -1]) {
      const response = await heartbeat(world, { memberId: "b", memberEpoch });
      assert.equal(response.errorCode, errorCode.UNKNOWN_MEMBER_ID);
    }
  });
});

describe("a member", () => {
  test("that is alone gets everything, and hears of it once", async () => {
    const world = await start();
    const joined = await joinConsumer(world);
    assert.deepEqual(joined, {
      errorCode: 0,
      errorMessage: null,
      memberId: "a",
      memberEpoch: 2,
      heartbeatIntervalMs: 5000,
      assignment: { topicPartitions: orders(world, ...everything) },
    });
    const next = await heartbeat(world, { memberEpoch: 2 });
    assert.equal(next.memberEpoch, 2);
    assert.equal(next.assignment, null);
  });

  test("gets an id from the coordinator in v0, if it has none", async () => {
    const world = await start();
    const { memberId } = await heartbeat(
      world,
      { memberEpoch: 0, memberId: "", rebalanceTimeoutMs: 1, subscribedTopicNames: [], topicPartitions: [] },
      0,
    );
    assert.match(memberId ?? "", /^[-_0-9A-Za-z]{22}$/);
  });

  test("that tells everything is told everything", async () => {
    const world = await start();
    await joinConsumer(world);
    const response = await heartbeat(world, {
      memberEpoch: 2,
      rebalanceTimeoutMs: 60_000,
      subscribedTopicNames: ["orders"],
      topicPartitions: orders(world, ...everything),
    });
    assert.deepEqual(ordersIn(world, response), everything);
  });

  test("joins before its topic exists, and gets it when it does", async () => {
    const world = await start(atOnce);
    const joined = await joinConsumer(world, { subscribedTopicNames: ["later"] });
    assert.equal(joined.memberEpoch, 2);
    assert.deepEqual(joined.assignment, { topicPartitions: [] });
    const { topicId } = world.topics.add("later", 2);
    await world.coordinator.onTopicsChanged({ created: ["later"], changed: [], deleted: [] });
    const next = await heartbeat(world, { memberEpoch: 2 });
    assert.equal(next.memberEpoch, 3);
    assert.deepEqual(next.assignment, { topicPartitions: [{ topicId, partitions: [0, 1] }] });
  });

  test("that is not heard of for its session is out, and the rest get what it had", async () => {
    const world = await start(atOnce);
    await joinConsumer(world);
    await joinConsumer(world, { memberId: "b" });
    await world.clock.advance(30_000);
    await heartbeat(world, { memberEpoch: 2, topicPartitions: orders(world, ...everything) });
    await heartbeat(world, { memberEpoch: 2, topicPartitions: orders(world, 0, 1, 2, 3) });
    await world.clock.advance(20_000);
    assert.equal(
      (await heartbeat(world, { memberId: "b", memberEpoch: 3 })).errorCode,
      errorCode.UNKNOWN_MEMBER_ID,
    );
    const response = await heartbeat(world, { memberEpoch: 3 });
    assert.equal(response.memberEpoch, 4);
    assert.deepEqual(ordersIn(world, response), everything);
  });

  test("that leaves leaves an empty group with a new epoch", async () => {
    const world = await start();
    await joinConsumer(world);
    const left = await heartbeat(world, { memberEpoch: -1 });
    assert.deepEqual(left, {
      errorCode: 0,
      errorMessage: null,
      memberId: "a",
      memberEpoch: -1,
      heartbeatIntervalMs: 0,
      assignment: null,
    });
    const group = await describeConsumers(world);
    assert.equal(group.groupState, "Empty");
    assert.equal(group.groupEpoch, 3);
  });
});

async function ofMember(
  world: CoordinatorWorld,
  memberEpoch: number,
  owned: Heartbeat["topicPartitions"] = null,
) {
  return (await heartbeat(world, { memberEpoch, topicPartitions: owned })).errorCode;
}

describe("epochs", () => {
  test("other than the member's are fenced, but for the one before with no more than is its by now", async () => {
    const world = await start(atOnce);
    await joinConsumer(world);
    world.topics.add("orders", 9);
    await world.coordinator.onTopicsChanged({ created: [], changed: ["orders"], deleted: [] });
    assert.equal((await heartbeat(world, { memberEpoch: 2 })).memberEpoch, 3);
    assert.equal(await ofMember(world, 4), errorCode.FENCED_MEMBER_EPOCH);
    assert.equal(await ofMember(world, 1), errorCode.FENCED_MEMBER_EPOCH);
    assert.equal(await ofMember(world, 2), errorCode.FENCED_MEMBER_EPOCH);
    assert.equal(await ofMember(world, 2, orders(world, 10)), errorCode.FENCED_MEMBER_EPOCH);
    assert.equal(await ofMember(world, 2, orders(world, 0, 8)), errorCode.NONE);
    assert.equal(await ofMember(world, 3), errorCode.NONE);
  });

  test("grow with what members subscribe to, not with what else they tell", async () => {
    const world = await start(atOnce);
    await joinConsumer(world);
    const same = await heartbeat(world, { memberEpoch: 2, rackId: "r", subscribedTopicNames: ["orders"] });
    assert.equal(same.memberEpoch, 2);
    assert.equal((await describeConsumers(world)).members[0]!.rackId, "r");
    const other = await heartbeat(world, { memberEpoch: 2, subscribedTopicNames: ["orders", "payments"] });
    assert.equal(other.memberEpoch, 3);
    assert.equal(other.assignment?.topicPartitions.length, 2);
  });

  test("joined again begin with what the member has", async () => {
    const world = await start();
    await joinConsumer(world);
    const again = await joinConsumer(world);
    assert.equal(again.memberEpoch, 2);
    assert.deepEqual(ordersIn(world, again), everything);
  });
});

async function joinBoth(): Promise<{ world: CoordinatorWorld; b: HeartbeatResult }> {
  const world = await start(atOnce);
  await joinConsumer(world);
  const b = await joinConsumer(world, { memberId: "b" });
  return { world, b };
}

describe("a second member", () => {
  test("gets what the first gives up, when it has given it up", async () => {
    const { world, b } = await joinBoth();
    assert.equal(b.memberEpoch, 3);
    assert.deepEqual(ordersIn(world, b), []);
    const told = await heartbeat(world, { memberEpoch: 2, topicPartitions: orders(world, ...everything) });
    assert.equal(told.memberEpoch, 2);
    assert.deepEqual(ordersIn(world, told), [0, 1, 2, 3]);
    assert.equal((await heartbeat(world, { memberId: "b", memberEpoch: 3 })).assignment, null);
    const revoked = await heartbeat(world, { memberEpoch: 2, topicPartitions: orders(world, 0, 1, 2, 3) });
    assert.equal(revoked.memberEpoch, 3);
    assert.equal(revoked.assignment, null);
    const given = await heartbeat(world, { memberId: "b", memberEpoch: 3 });
    assert.equal(given.memberEpoch, 3);
    assert.deepEqual(ordersIn(world, given), [4, 5, 6, 7]);
  });

  test("gets it, too, when the first does not give it up in time and is out", async () => {
    const { world } = await joinBoth();
    await heartbeat(world, { memberEpoch: 2 });
    for (let count = 0; count < 2; count += 1) {
      await world.clock.advance(20_000);
      await heartbeat(world, { memberEpoch: 2 });
      await heartbeat(world, { memberId: "b", memberEpoch: 3 });
    }
    await world.clock.advance(20_000);
    assert.equal((await heartbeat(world, { memberEpoch: 2 })).errorCode, errorCode.UNKNOWN_MEMBER_ID);
    const b = await heartbeat(world, { memberId: "b", memberEpoch: 3 });
    assert.deepEqual(ordersIn(world, b), everything);
  });

  test("waits for the assignment interval, and gets something with a later heartbeat", async () => {
    const world = await start();
    await joinConsumer(world);
    const b = await joinConsumer(world, { memberId: "b" });
    assert.equal(b.memberEpoch, 2);
    assert.equal((await describeConsumers(world)).groupState, "Assigning");
    await world.clock.advance(1000);
    assert.equal((await heartbeat(world, { memberId: "b", memberEpoch: 2 })).memberEpoch, 3);
    const group = await describeConsumers(world);
    assert.equal(group.groupState, "Reconciling");
    assert.equal(group.assignmentEpoch, 3);
  });

  test("does not wait for a clock that went back to come to where it was", async () => {
    const world = await start();
    await joinConsumer(world);
    world.clock.jump(-3_600_000);
    assert.equal((await joinConsumer(world, { memberId: "b" })).memberEpoch, 3);
  });
});

describe("the assignor", () => {
  test("is the one that most members ask for", async () => {
    const world = await start(atOnce);
    await joinConsumer(world, { serverAssignor: "range" });
    assert.equal((await describeConsumers(world)).assignorName, "range");
    await joinConsumer(world, { memberId: "b", serverAssignor: "uniform" });
    await joinConsumer(world, { memberId: "c", serverAssignor: "uniform" });
    assert.equal((await describeConsumers(world)).assignorName, "uniform");
  });

  test("is the first that is configured if nobody asks", async () => {
    const world = await start({ assignors: ["range", "uniform"] });
    await joinConsumer(world);
    assert.equal((await describeConsumers(world)).assignorName, "range");
  });
});

describe("a group", () => {
  test("is described with members, what they have and what they are to have", async () => {
    const world = await start(atOnce);
    await joinConsumer(world, { rackId: "r", instanceId: "i" });
    await joinConsumer(world, { memberId: "b" });
    await heartbeat(world, {
      memberEpoch: 2,
      instanceId: "i",
      topicPartitions: orders(world, ...everything),
    });
    const { topicId } = world.topics.byName("orders")!;
    const inOrders = (...partitions: number[]) => ({
      topicPartitions: [{ topicId, topicName: "orders", partitions }],
    });
    assert.deepEqual(await describeConsumers(world), {
      errorCode: 0,
      errorMessage: null,
      groupId: "group",
      groupState: "Reconciling",
      groupEpoch: 3,
      assignmentEpoch: 3,
      assignorName: "uniform",
      members: [
        {
          memberId: "a",
          instanceId: "i",
          rackId: "r",
          memberEpoch: 2,
          clientId: "client",
          clientHost: "/127.0.0.1",
          subscribedTopicNames: ["orders"],
          subscribedTopicRegex: "",
          // What it has to give up is its own as long as it does not say that it has.
          assignment: inOrders(...everything),
          targetAssignment: inOrders(0, 1, 2, 3),
          memberType: 1,
        },
        {
          memberId: "b",
          instanceId: null,
          rackId: null,
          memberEpoch: 3,
          clientId: "client",
          clientHost: "/127.0.0.1",
          subscribedTopicNames: ["orders"],
          subscribedTopicRegex: "",
          assignment: { topicPartitions: [] },
          targetAssignment: inOrders(4, 5, 6, 7),
          memberType: 1,
        },
      ],
    });
  });

  test("that is not there, or has no name, is described as such", async () => {
    const world = await start();
    const codes = (await world.coordinator.consumerGroupDescribe(["", "none"])).map(
      (group) => group.errorCode,
    );
    assert.deepEqual(codes, [errorCode.INVALID_GROUP_ID, errorCode.GROUP_ID_NOT_FOUND]);
  });

  test("is listed with its type and state", async () => {
    const world = await start();
    await joinConsumer(world);
    const { groups } = await world.coordinator.listGroups({
      statesFilter: ["stable"],
      typesFilter: ["Consumer"],
    });
    assert.deepEqual(groups, [
      { groupId: "group", groupType: "consumer", groupState: "Stable", protocolType: "consumer" },
    ]);
  });

  test("can be deleted when it is empty, and nothing of it is left", async () => {
    const world = await start();
    await joinConsumer(world, { subscribedTopicRegex: "pay.*" });
    await world.clock.advance(1);
    assert.equal((await world.coordinator.deleteGroups(["group"]))[0]!.errorCode, errorCode.NON_EMPTY_GROUP);
    await heartbeat(world, { memberEpoch: -1 });
    assert.equal((await world.coordinator.deleteGroups(["group"]))[0]!.errorCode, errorCode.NONE);
    for (let count = 0; count < 2; count += 1) {
      assert.equal((await describeConsumers(world)).errorCode, errorCode.GROUP_ID_NOT_FOUND);
      await world.restart();
    }
  });

  test("is after a restart what it was, and gives its members their sessions again", async () => {
    const world = await start(atOnce);
    await joinConsumer(world);
    await joinConsumer(world, { memberId: "b" });
    await heartbeat(world, { memberEpoch: 2, topicPartitions: orders(world, ...everything) });
    const before = await describeConsumers(world);
    await world.restart();
    assert.deepEqual(await describeConsumers(world), before);
    await world.clock.advance(45_000);
    assert.equal((await describeConsumers(world)).groupState, "Empty");
  });
});
