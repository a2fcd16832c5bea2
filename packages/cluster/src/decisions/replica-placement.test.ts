import assert from "node:assert/strict";
import { test } from "node:test";
import { placeReplicas } from "./replica-placement.ts";
import { type BrokerOptions, World } from "./testing/world.ts";

test("leaders and followers are spread evenly over the brokers", () => {
  const replicas = place(
    [1, 2, 3, 4].map((id) => ({ id })),
    400,
    2,
  );
  const leaders = countOf(replicas.map(([leader]) => leader!));
  const followers = countOf(replicas.map(([, follower]) => follower!));
  assert.deepEqual([...leaders.values()], [100, 100, 100, 100]);
  for (const count of followers.values()) assert.ok(count > 60 && count < 140, `${count} followers`);
});

test("a partition is on as many racks as it can be", () => {
  const racks = new Map([1, 2, 3, 4, 5, 6].map((id) => [id, `rack-${id % 3}`]));
  const brokers = [...racks].map(([id, rack]) => ({ id, rack }));
  for (const replicas of place(brokers, 60, 3)) {
    assert.equal(new Set(replicas.map((id) => racks.get(id))).size, 3, replicas.join());
  }
});

test("no partition has two replicas on one broker, however racks are made", () => {
  const brokers = [{ id: 1 }, { id: 2, rack: "a" }, { id: 3, rack: "a" }, { id: 4, rack: "b" }];
  for (const replicationFactor of [1, 2, 3, 4]) {
    for (const replicas of place(brokers, 50, replicationFactor)) {
      assert.equal(replicas.length, replicationFactor);
      assert.equal(new Set(replicas).size, replicationFactor, replicas.join());
    }
  }
});

test("a broker that is down leads nothing, and follows only where there is no other", () => {
  const brokers = [{ id: 1 }, { id: 2, isFenced: true }, { id: 3 }];
  for (const replicas of place(brokers, 20, 2)) assert.ok(!replicas.includes(2), replicas.join());
  for (const replicas of place(brokers, 20, 3)) {
    assert.notEqual(replicas[0], 2);
    assert.deepEqual(new Set(replicas), new Set([1, 2, 3]));
  }
});

test("one broker gets everything", () => {
  assert.deepEqual(place([{ id: 7 }], 3, 1), [[7], [7], [7]]);
});

test("a broker without a directory that takes replicas gets none", () => {
  const world = new World({ brokers: [{ id: 1 }, { id: 2 }] });
  const { directories, epoch } = world.image.cluster.brokers.get(2)!;
  const change = { brokerId: 2, brokerEpoch: epoch, cordonedLogDirs: [...directories] };
  world.apply([{ kind: "brokerRegistrationChange", version: 3, value: change }]);
  assert.deepEqual(placeIn(world, 2, 1), { replicas: [[1], [1]] });
  assert.ok("fault" in placeIn(world, 1, 2));
});

function place(brokers: readonly BrokerOptions[], partitionCount: number, replicationFactor: number) {
  const placement = placeIn(new World({ brokers }), partitionCount, replicationFactor);
  assert.ok("replicas" in placement);
  assert.equal(placement.replicas.length, partitionCount);
  return placement.replicas;
}

function placeIn(world: World, partitionCount: number, replicationFactor: number) {
  const brokers = world.image.cluster.brokers.values();
  return placeReplicas(brokers, { partitionCount, replicationFactor }, world.context().random);
}

function countOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
