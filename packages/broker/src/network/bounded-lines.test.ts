import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "@ottla/runtime";
import { BoundedLines } from "./bounded-lines.ts";

test("lines beyond those of a second are left out, and the next one says how many", () => {
  let nowMs = 0;
  const clock: Clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    giveWay: () => Promise.resolve(),
    schedule: () => ({ cancel: () => undefined }),
  };
  const lines = new BoundedLines(clock, 2);
  assert.deepEqual([lines.next(), lines.next(), lines.next(), lines.next()], [{}, {}, null, null]);
  nowMs = 999;
  assert.equal(lines.next(), null);
  nowMs = 1000;
  assert.deepEqual([lines.next(), lines.next(), lines.next()], [{ leftOut: 3 }, {}, null]);
  nowMs = 5000;
  assert.deepEqual([lines.next(), lines.next()], [{ leftOut: 1 }, {}]);
});
