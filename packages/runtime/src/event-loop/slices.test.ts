import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeClock } from "../node/clock.ts";
import { Slices } from "./slices.ts";

test("long work gives way every few milliseconds, short work never", async () => {
  let nowMs = 0;
  let turns = 0;
  const giveWay = () => Promise.resolve(void turns++);
  const slices = new Slices({ ...nodeClock, monotonic: () => nowMs, giveWay });
  for (let step = 0; step < 100; step++) {
    nowMs += 1;
    if (slices.isOver) await slices.next();
  }
  assert.equal(turns, 12);
});

test("on the machine, others have their turn when work gives way", async () => {
  const order: string[] = [];
  setImmediate(() => order.push("another"));
  await nodeClock.giveWay();
  order.push("the work");
  assert.deepEqual(order, ["another", "the work"]);
});
