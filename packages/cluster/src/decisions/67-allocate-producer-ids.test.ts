import assert from "node:assert/strict";
import { test } from "node:test";
import { decideAllocateProducerIds } from "./67-allocate-producer-ids.ts";
import { World } from "./testing/world.ts";

test("blocks of a thousand follow one another, whoever asks", () => {
  const world = new World({ brokers: [{ id: 1 }, { id: 2 }] });
  const starts = [1, 2, 1].map((brokerId) => {
    const { errorCode, producerIdStart, producerIdLen } = allocate(world, brokerId, epochOf(world, brokerId));
    assert.deepEqual([errorCode, producerIdLen], [0, 1000]);
    return producerIdStart;
  });
  assert.deepEqual(starts, [0, 1000, 2000]);
  assert.deepEqual(world.image.producerIds, {
    nextProducerId: 3000,
    brokerId: 1,
    brokerEpoch: epochOf(world, 1),
  });
});

test("a broker that is not registered, or as another incarnation, gets none", () => {
  const world = new World();
  const refusal = { errorCode: 77, producerIdStart: 0, producerIdLen: 0 };
  assert.deepEqual(allocate(world, 9, 1), refusal);
  assert.deepEqual(allocate(world, 1, epochOf(world, 1) + 1), refusal);
  assert.equal(world.image.producerIds.nextProducerId, 0);
});

function allocate(world: World, brokerId: number, brokerEpoch: number) {
  return world.run(decideAllocateProducerIds, { brokerId, brokerEpoch }).response;
}

function epochOf(world: World, brokerId: number): number {
  return world.image.cluster.brokers.get(brokerId)!.epoch;
}
