import assert from "node:assert/strict";
import { test } from "node:test";
import { median, ratios, slope, spread } from "./statistics.ts";

test("the median is the one in the middle, whatever the order", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test("a spread has the extremes beside the middle", () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, least: 1, most: 3 });
});

test("the line of least squares runs through points that are on one, and between those that are not", () => {
  const line = [0, 1, 2, 3].map((x) => [x, 5 - 2 * x] as const);
  assert.equal(slope(line), -2);
  assert.equal(slope([...line, [1.5, 10]]), -2);
});

test("a ratio compares what one round measured of both", () => {
  assert.deepEqual(ratios([2, 9], [1, 3]), [2, 3]);
});

test("two figures of zero are equal, and anything is infinitely more than zero", () => {
  assert.deepEqual(ratios([0, 1], [0, 0]), [1, Number.POSITIVE_INFINITY]);
});

test("a round that only one of them finished does not count", () => {
  assert.deepEqual(ratios([2, 4], [1]), [2]);
});
