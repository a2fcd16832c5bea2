import assert from "node:assert/strict";
import { test } from "node:test";
import { decideUnregisterBroker } from "./64-unregister-broker.ts";
import { World } from "./testing/world.ts";

test("a broker that is forgotten leads nothing and is in sync with nothing any more", () => {
  const world = new World({ brokers: [{ id: 1 }, { id: 2 }] });
  world.createTopic("a", [[2, 1]]);
  assert.deepEqual(world.run(decideUnregisterBroker, { brokerId: 2 }).response, {
    errorCode: 0,
    errorMessage: null,
  });
  assert.deepEqual([...world.image.cluster.brokers.keys()], [1]);
  const { leader, isr, replicas } = world.partition("a");
  assert.deepEqual({ leader, isr, replicas }, { leader: 1, isr: [1], replicas: [2, 1] });
});

test("a broker that nobody knows cannot be forgotten", () => {
  assert.deepEqual(new World().run(decideUnregisterBroker, { brokerId: 2 }).response, {
    errorCode: 102,
    errorMessage: "Broker ID 2 is not currently registered",
  });
});
