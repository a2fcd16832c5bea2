import assert from "node:assert/strict";
import { test } from "node:test";
import { decideAlterPartitionReassignments } from "./45-alter-partition-reassignments.ts";
import { decideListPartitionReassignments } from "./46-list-partition-reassignments.ts";
import { directoryOf, World } from "./testing/world.ts";

test("a partition that is where it is asked to be does not move", () => {
  const world = worldWithTopic();
  assert.deepEqual(alter(world, "a", 0, [1]), [0, null]);
  assert.equal(world.partition("a").partitionEpoch, 0);
  assert.deepEqual(movesIn(world), []);
});

test("new replicas join before old ones leave", () => {
  const world = worldWithTopic();
  assert.deepEqual(alter(world, "a", 0, [2, 3]), [0, null]);
  const { replicas, addingReplicas, removingReplicas, directories, leader } = world.partition("a");
  assert.deepEqual(
    { replicas, addingReplicas, removingReplicas, leader },
    { replicas: [2, 3, 1], addingReplicas: [2, 3], removingReplicas: [1], leader: 1 },
  );
  assert.deepEqual(directories, [directoryOf(2), directoryOf(3), directoryOf(1)]);
  assert.deepEqual(movesIn(world), [
    {
      name: "a",
      partitions: [{ partitionIndex: 0, replicas: [2, 3, 1], addingReplicas: [2, 3], removingReplicas: [1] }],
    },
  ]);
});

test("an order of replicas that all are in sync holds at once", () => {
  const world = worldWithTopic([1, 2]);
  assert.deepEqual(alter(world, "a", 0, [2, 1]), [0, null]);
  assert.deepEqual(world.partition("a").replicas, [2, 1]);
  assert.deepEqual(movesIn(world), []);
});

test("a replica that is not needed any more leaves at once, and the leader with it", () => {
  const world = worldWithTopic([1, 2]);
  assert.deepEqual(alter(world, "a", 0, [2]), [0, null]);
  const { replicas, isr, leader, directories } = world.partition("a");
  assert.deepEqual({ replicas, isr, leader }, { replicas: [2], isr: [2], leader: 2 });
  assert.deepEqual(directories, [directoryOf(2)]);
});

test("a move that is cancelled leads back", () => {
  const world = worldWithTopic();
  alter(world, "a", 0, [2, 3]);
  assert.deepEqual(alter(world, "a", 0, null), [0, null]);
  const { replicas, addingReplicas, removingReplicas } = world.partition("a");
  assert.deepEqual(
    { replicas, addingReplicas, removingReplicas },
    { replicas: [1], addingReplicas: [], removingReplicas: [] },
  );
});

test("a move cannot be cancelled where nobody from before is in sync, unless that is allowed", () => {
  const world = worldWithTopic();
  alter(world, "a", 0, [2, 3]);
  const topicId = world.image.topics.byName.get("a")!.id;
  const change = { partitionId: 0, topicId, isr: [2], leader: 2 };
  world.apply([{ kind: "partitionChange", version: 2, value: change }]);
  assert.deepEqual(alter(world, "a", 0, null), [
    39,
    "Unable to revert partition assignment for a:0 because it would require an unclean leader election.",
  ]);
  world.set("topic", "a", { "unclean.leader.election.enable": "true" });
  assert.deepEqual(alter(world, "a", 0, null), [0, null]);
  const { replicas, isr, leader } = world.partition("a");
  assert.deepEqual({ replicas, isr, leader }, { replicas: [1], isr: [1], leader: 1 });
});

test("what does not move cannot be cancelled", () => {
  assert.deepEqual(alter(worldWithTopic(), "a", 0, null), [85, null]);
});

test("what does not exist does not move", () => {
  const world = worldWithTopic();
  assert.deepEqual(alter(world, "nope", 0, [1]), [3, "Unable to find a topic named nope."]);
  assert.deepEqual(alter(world, "a", 7, [1]), [3, "Unable to find partition a:7."]);
  assert.deepEqual(alter(world, "a", -1, null), [3, "Unable to find partition a:-1."]);
});

test("replicas are registered brokers, each once", () => {
  const world = worldWithTopic();
  const manual = "The manual partition assignment includes";
  assert.deepEqual(alter(world, "a", 0, []), [39, `${manual} an empty replica list.`]);
  assert.deepEqual(alter(world, "a", 0, [9]), [39, `${manual} broker 9, but no such broker is registered.`]);
  assert.deepEqual(alter(world, "a", 0, [1, 1]), [39, `${manual} the broker 1 more than once.`]);
});

test("the replication factor stays where whoever asks says so, that of a move under way included", () => {
  const world = worldWithTopic();
  assert.deepEqual(alter(world, "a", 0, [1, 2], false), [38, changed(1, 2)]);
  assert.deepEqual(alter(world, "a", 0, [2], false), [0, null]);
  alter(world, "a", 0, [2, 3]);
  assert.deepEqual(alter(world, "a", 0, [2], false), [38, changed(2, 1)]);
});

test("nothing asked is answered with an empty message, and moves are listed by name", () => {
  const world = worldWithTopic();
  const request = { timeoutMs: 1, allowReplicationFactorChange: true, topics: [] };
  assert.equal(world.run(decideAlterPartitionReassignments, request).response.errorMessage, "");
  alter(world, "a", 0, [2]);
  const named = (name: string, partitionIndexes: number[]) => {
    const asked = { timeoutMs: 1, topics: [{ name, partitionIndexes }] };
    return world.run(decideListPartitionReassignments, asked).response.topics.length;
  };
  assert.deepEqual([named("a", [0, 7]), named("a", [7]), named("nope", [0])], [1, 0, 0]);
});

function changed(from: number, to: number): string {
  return `The replication factor is changed from ${from} to ${to}`;
}

function worldWithTopic(replicas: readonly number[] = [1]): World {
  const world = new World({ brokers: [{ id: 1 }, { id: 2 }, { id: 3 }] });
  world.createTopic("a", [replicas]);
  return world;
}

function alter(
  world: World,
  name: string,
  partitionIndex: number,
  replicas: readonly number[] | null,
  allowReplicationFactorChange = true,
) {
  const partitions = [{ partitionIndex, replicas: replicas === null ? null : [...replicas] }];
  const request = { timeoutMs: 1, allowReplicationFactorChange, topics: [{ name, partitions }] };
  const { response } = world.run(decideAlterPartitionReassignments, request);
  assert.equal(response.errorCode, 0);
  const [result] = response.responses[0]!.partitions;
  return [result!.errorCode, result!.errorMessage];
}

function movesIn(world: World) {
  return world.run(decideListPartitionReassignments, { timeoutMs: 1, topics: null }).response.topics;
}
