/** Brokers of one process come and go together, and their replicas are in sync because they share the log. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decideAlterPartitionReassignments } from "../decisions/45-alter-partition-reassignments.ts";
import { World } from "../decisions/testing/world.ts";
import { noLeader } from "../image/index.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import { decideJoinInSync } from "./join-in-sync.ts";
import {
  decideControlledShutdown,
  decideFenceBrokers,
  decideRegisterBroker,
  decideUnfenceBrokers,
} from "./registration.ts";

const ids = [1, 2, 3];
const ascending = (left: number, right: number): number => left - right;

function clusterOfThree(): { world: World; topicId: string; joins: (...replicas: number[]) => void } {
  const world = new World({ brokers: ids.map((id) => ({ id })) });
  const topicId = world.createTopic("t", [[2, 3, 1]]);
  const joins = (...replicas: number[]) =>
    apply(world, (context) => decideJoinInSync([{ topicId, partition: 0, replicas }], context));
  return { world, topicId, joins };
}

function apply(world: World, decide: (context: DecisionContext) => Decision<unknown>): void {
  world.apply(decide(world.context()).records);
}

/** The process is here again, after it stopped in order or did not. */
function restart(world: World, { isClean }: { isClean: boolean }): void {
  for (const [place, brokerId] of ids.entries()) {
    const { directories, listeners, epoch } = world.image.cluster.brokers.get(brokerId)!;
    const announcement = {
      brokerId,
      incarnationId: Buffer.alloc(16, 9).toString("base64url"),
      listeners,
      rack: null,
      directories,
      previousBrokerEpoch: isClean ? epoch : null,
      companions: ids.filter((id) => id !== brokerId),
    };
    apply(world, (context) => decideRegisterBroker(announcement, 1000 + place, context));
  }
  apply(world, (context) => decideUnfenceBrokers(ids, new Map(), context));
}

test("after an orderly stop the preferred replica leads, and the others join it", () => {
  const { world, joins } = clusterOfThree();
  apply(world, (context) => decideControlledShutdown(ids, context));
  assert.equal(world.partition("t").leader, noLeader);
  apply(world, (context) => decideFenceBrokers(ids, context));
  restart(world, { isClean: true });
  assert.deepEqual([world.partition("t").leader, world.partition("t").isr], [2, [2]]);
  joins(1, 2, 3);
  assert.deepEqual([world.partition("t").isr, world.partition("t").elr], [[2, 3, 1], []]);
});

test("after a kill whoever led leads again, for nobody outlived it", () => {
  const { world, joins } = clusterOfThree();
  restart(world, { isClean: false });
  assert.equal(world.partition("t").leader, 2);
  joins(1, 3);
  assert.deepEqual(world.partition("t").isr.toSorted(ascending), ids);
});

test("who is fenced, or keeps no replica, joins nothing", () => {
  const { world, joins } = clusterOfThree();
  apply(world, (context) => decideFenceBrokers([3], context));
  const before = world.partition("t");
  joins(3, 4);
  assert.equal(world.partition("t"), before);
});

test("a reassignment ends when those who came are in sync", () => {
  const { world, topicId } = clusterOfThree();
  world.createTopic("u", [[1]]);
  const wish = { partitionIndex: 0, replicas: [3, 2] };
  const request = {
    timeoutMs: 1,
    allowReplicationFactorChange: true,
    topics: [{ name: "u", partitions: [wish] }],
  };
  world.run(decideAlterPartitionReassignments, request);
  assert.deepEqual(world.partition("u").replicas, [3, 2, 1]);
  const { id } = world.image.topics.byName.get("u")!;
  assert.notEqual(id, topicId);
  apply(world, (context) => decideJoinInSync([{ topicId: id, partition: 0, replicas: [2, 3] }], context));
  const { replicas, isr, leader, addingReplicas } = world.partition("u");
  assert.deepEqual([replicas, isr.toSorted(ascending), leader, addingReplicas], [[3, 2], [2, 3], 3, []]);
});
