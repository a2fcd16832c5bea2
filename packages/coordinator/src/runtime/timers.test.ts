import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../testing/seeded-random.ts";
import { Timers } from "./timers.ts";

test("events come when they are due, earliest first", () => {
  const timers = new Timers<string>();
  timers.schedule("b", 20, "B");
  timers.schedule("a", 10, "A");
  assert.equal(timers.deadline(), 10);
  assert.equal(timers.takeDue(9), null);
  assert.equal(timers.takeDue(30), "A");
  assert.equal(timers.takeDue(30), "B");
  assert.equal(timers.takeDue(30), null);
  assert.equal(timers.deadline(), Number.POSITIVE_INFINITY);
});

test("what is put off or brought forward happens once, at the last time given", () => {
  const timers = new Timers<string>();
  timers.schedule("a", 10, "first");
  timers.schedule("a", 30, "later");
  assert.equal(timers.takeDue(29), null);
  timers.schedule("a", 5, "sooner");
  assert.equal(timers.takeDue(5), "sooner");
  assert.equal(timers.takeDue(100), null);
});

test("what is cancelled does not happen, and can be set again", () => {
  const timers = new Timers<string>();
  timers.schedule("a", 10, "A");
  timers.cancel("a");
  timers.cancel("a");
  assert.equal(timers.deadline(), Number.POSITIVE_INFINITY);
  timers.schedule("a", 20, "again");
  assert.equal(timers.takeDue(20), "again");
});

test("any order of scheduling, putting off, cancelling and taking agrees with a sorted list", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const random = new SeededRandom(seed);
    const timers = new Timers<string>();
    const expected = new Map<string, number>();
    let now = 0;
    for (let step = 0; step < 400; step += 1) {
      const key = `key${random.below(30)}`;
      const choice = random.below(4);
      if (choice === 0) {
        timers.cancel(key);
        expected.delete(key);
      } else if (choice < 3) {
        const deadline = now + random.below(100);
        timers.schedule(key, deadline, key);
        expected.set(key, deadline);
      } else {
        now += random.below(30);
        const taken: string[] = [];
        for (let event = timers.takeDue(now); event !== null; event = timers.takeDue(now)) taken.push(event);
        const due = [...expected].filter(([, deadline]) => deadline <= now);
        const deadlines = taken.map((each) => expected.get(each));
        assert.deepEqual(taken.toSorted(), due.map(([each]) => each).toSorted(), `seed ${seed}`);
        assert.deepEqual(
          deadlines,
          deadlines.toSorted((one, other) => one! - other!),
          `seed ${seed}`,
        );
        for (const each of taken) expected.delete(each);
      }
      assert.equal(timers.size, expected.size);
      assert.equal(
        timers.deadline(),
        Math.min(Number.POSITIVE_INFINITY, ...expected.values()),
        `seed ${seed}`,
      );
    }
  }
});
