import assert from "node:assert/strict";
import { test } from "node:test";
import { WriteSlots } from "./write-slots.ts";

test("as many as there are slots go at once, the others in their order as slots are given back", async () => {
  const slots = new WriteSlots(2);
  assert.equal(slots.take(), null);
  assert.equal(slots.take(), null);
  const order: number[] = [];
  const waiting = Array.from({ length: 3000 }, async (_, index) => {
    await slots.take();
    order.push(index);
  });
  for (let given = 0; given < 3000; given++) slots.give();
  await Promise.all(waiting);
  assert.deepEqual(
    order,
    Array.from({ length: 3000 }, (_, index) => index),
  );
  assert.ok(slots.take() instanceof Promise, "both are with those who came last");
  slots.give();
  slots.give();
  assert.equal(slots.take(), null);
});
