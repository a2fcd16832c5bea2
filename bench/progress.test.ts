import assert from "node:assert/strict";
import { test } from "node:test";
import { estimatedSeconds, Progress } from "./progress.ts";
import type { Row } from "./row.ts";
import { table } from "./table.ts";

const row: Row = {
  name: "row",
  about: "",
  figures: [],
  seconds: 60,
  on: "own broker",
  measure: () => Promise.resolve({}),
};

test("before the first row the whole is told, and after each what is left at the pace so far", () => {
  let now = 0;
  const progress = new Progress([row, row, row], { rounds: 5, scale: 1 }, () => now);
  const each = estimatedSeconds([row], { rounds: 5, scale: 1 });
  assert.equal(progress.beginning, `3 rows, about ${Math.round((3 * each) / 60)} min`);
  now = 2 * each; // twice as long as it should
  assert.equal(progress.rowDone(), `took 11 min; about ${Math.round((4 * each) / 60)} min to go`);
  now = 3 * each;
  progress.rowDone();
  assert.match(progress.rowDone(), /^took 0 s; all of it /);
});

test("a part of the work takes a part of the time, and its rounds a little more", () => {
  const whole = estimatedSeconds([row], { rounds: 5, scale: 1 });
  const part = estimatedSeconds([row], { rounds: 5, scale: 0.1 });
  assert.equal(whole - part, 60 * 5 * 0.9);
});

test("the whole table over five rounds fits into an hour", () => {
  assert.ok(estimatedSeconds(table, { rounds: 5, scale: 1 }) <= 3600);
});
