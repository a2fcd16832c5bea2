import assert from "node:assert/strict";
import { test } from "node:test";
import { type electLeaders, type RequestOf } from "@ottla/protocol";
import { decideElectLeaders } from "./43-elect-leaders.ts";
import { World } from "./testing/world.ts";

type Request = RequestOf<typeof electLeaders>;

const preferred = 0;
const unclean = 1;

test("the preferred replica leads again", () => {
  const world = worldLedBy(2);
  const before = world.partition("a");
  assert.deepEqual(elect(world, preferred, { a: [0] }), [["a", 0, 0, null]]);
  const after = world.partition("a");
  assert.equal(after.leader, 1);
  assert.equal(after.leaderEpoch, before.leaderEpoch + 1);
  assert.deepEqual(elect(world, preferred, { a: [0] }), [["a", 0, 84, notNeeded]]);
});

test("a preferred replica that is not in sync does not lead", () => {
  const world = worldLedBy(2);
  changeIsr(world, [2]);
  assert.deepEqual(elect(world, preferred, { a: [0] }), [
    ["a", 0, 80, "The preferred leader was not available."],
  ]);
  assert.equal(world.partition("a").leader, 2);
});

test("an unclean election is for partitions that nobody leads", () => {
  const world = worldLedBy(2);
  assert.deepEqual(elect(world, unclean, { a: [0] }), [["a", 0, 84, notNeeded]]);
  // Nobody is in sync, nobody is known to have led; both brokers are up.
  changePartition(world, { isr: [], leader: -1 });
  assert.deepEqual(elect(world, unclean, { a: [0] }), [["a", 0, 0, null]]);
  const { leader, isr, leaderRecoveryState } = world.partition("a");
  assert.deepEqual(
    { leader, isr, leaderRecoveryState },
    { leader: 1, isr: [1], leaderRecoveryState: "recovering" },
  );
});

test("where no replica is up nobody is elected", () => {
  const world = worldLedBy(2);
  changePartition(world, { isr: [], leader: -1 });
  for (const id of [1, 2]) world.fence(id);
  assert.deepEqual(elect(world, unclean, { a: [0] }), [
    ["a", 0, 83, "Eligible topic partition leaders are not available."],
  ]);
});

test("what does not exist is an error of its own", () => {
  assert.deepEqual(elect(worldLedBy(1), preferred, { a: [5], nope: [0, 1] }), [
    ["a", 5, 3, "No such partition as a-5"],
    ["nope", 0, 3, "No such topic as nope"],
    ["nope", 1, 3, "No such topic as nope"],
  ]);
});

test("of all partitions, those that need no election are not told", () => {
  const world = worldLedBy(2);
  world.createTopic("b");
  const { response } = decide(world, preferred, null);
  assert.deepEqual(response.replicaElectionResults, [
    { topic: "a", partitionResult: [{ partitionId: 0, errorCode: 0, errorMessage: null }] },
    { topic: "b", partitionResult: [] },
  ]);
});

test("an election type that nobody knows refuses everything", () => {
  const { response } = decide(worldLedBy(1), 2, { a: [0] });
  assert.deepEqual(response, {
    errorCode: 42,
    replicaElectionResults: [
      {
        topic: "a",
        partitionResult: [{ partitionId: 0, errorCode: 42, errorMessage: "Unknown election type 2" }],
      },
    ],
  });
});

test("version 0 knows preferred replicas only, and no error for the whole", () => {
  const { response } = decide(worldLedBy(2), unclean, { a: [0] }, 0);
  assert.deepEqual(response, {
    replicaElectionResults: [
      { topic: "a", partitionResult: [{ partitionId: 0, errorCode: 0, errorMessage: null }] },
    ],
  });
});

const notNeeded = "Leader election not needed for topic partition.";

/** One partition on brokers 1 and 2. */
function worldLedBy(leader: 1 | 2): World {
  const world = new World({ brokers: [{ id: 1 }, { id: 2 }] });
  world.createTopic("a", [[1, 2]]);
  if (leader === 2) changePartition(world, { leader });
  return world;
}

function changeIsr(world: World, isr: number[]): void {
  changePartition(world, { isr });
}

function changePartition(world: World, change: { isr?: number[]; leader?: number }): void {
  const topicId = world.image.topics.byName.get("a")!.id;
  world.apply([{ kind: "partitionChange", version: 2, value: { partitionId: 0, topicId, ...change } }]);
}

function decide(
  world: World,
  electionType: number,
  topics: Readonly<Record<string, readonly number[]>> | null,
  version = 2,
) {
  const topicPartitions =
    topics === null
      ? null
      : Object.entries(topics).map(([topic, partitions]) => ({ topic, partitions: [...partitions] }));
  const request: Request = { electionType, topicPartitions, timeoutMs: 1 };
  return world.run(decideElectLeaders, request, version);
}

function elect(world: World, electionType: number, topics: Readonly<Record<string, readonly number[]>>) {
  const { errorCode, replicaElectionResults } = decide(world, electionType, topics).response;
  assert.equal(errorCode, 0);
  return replicaElectionResults.flatMap(({ topic, partitionResult }) =>
    partitionResult.map((result) => [topic, result.partitionId, result.errorCode, result.errorMessage]),
  );
}
