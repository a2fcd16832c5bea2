import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "../ports.ts";

/** What every implementation of {@link Clock} promises. */
export function testClock(
  name: string,
  withClock: (use: (clock: Clock) => Promise<void>) => Promise<void>,
): void {
  const check = (rule: string, use: (clock: Clock) => Promise<void>) =>
    test(`${name}: ${rule}`, () => withClock(use));

  check("a callback comes no earlier than asked for", async (clock) => {
    const before = clock.monotonic();
    await elapsed(clock, 20);
    assert.ok(clock.monotonic() - before >= 20);
  });

  check("callbacks come in the order they are due", async (clock) => {
    const order: string[] = [];
    clock.schedule(30, () => order.push("late"));
    clock.schedule(10, () => order.push("early"));
    clock.schedule(0, () => order.push("at once"));
    await elapsed(clock, 50);
    assert.deepEqual(order, ["at once", "early", "late"]);
  });

  check("a callback never comes within the call that asks for it", async (clock) => {
    let isInside = true;
    const answer = new Promise<boolean>((resolve) => clock.schedule(0, () => resolve(isInside)));
    isInside = false;
    assert.equal(await answer, false);
  });

  check("a cancelled callback never comes", async (clock) => {
    let calls = 0;
    const timer = clock.schedule(5, () => calls++);
    timer.cancel();
    timer.cancel();
    await elapsed(clock, 20);
    assert.equal(calls, 0);
  });

  check("wall-clock time is a time of our days", (clock) => {
    assert.ok(clock.now() > Date.UTC(2020, 0, 1));
    return Promise.resolve();
  });
}

function elapsed(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.schedule(delayMs, resolve));
}
