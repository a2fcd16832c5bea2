import assert from "node:assert/strict";
import { test } from "node:test";
import { type Comparison, compare, medianRow } from "./comparison.ts";
import type { Figure } from "./row.ts";

const throughput: Figure = { name: "throughput", unit: "MB/s", better: "more", target: 1 };
const memory: Figure = { name: "memory", unit: "MiB", better: "less", limit: 512 };

function compareOne(figure: Figure, ours: readonly number[], theirs: readonly number[]) {
  const measured = (values: readonly number[]) => values.map((value) => ({ [figure.name]: value }));
  return compare({ name: "row", figures: [figure] }, { ottla: measured(ours), kafka: measured(theirs) });
}

test("both have medians, and the ratio is that of the rounds", () => {
  const [comparison] = compareOne(throughput, [100, 120, 200], [100, 100, 100]);
  assert.equal(comparison?.ours, 120);
  assert.equal(comparison?.theirs, 100);
  assert.deepEqual(comparison?.ratio, { median: 1.2, least: 1, most: 2 });
  assert.equal(comparison?.rounds, 3);
});

test("more is wanted of a throughput, less of a latency", () => {
  assert.equal(compareOne(throughput, [90], [100])[0]?.isMet, false);
  assert.equal(compareOne({ ...throughput, better: "less" }, [90], [100])[0]?.isMet, true);
});

test("a limit holds whatever the other has", () => {
  assert.equal(compareOne(memory, [513], [2000])[0]?.isMet, false);
  assert.equal(compareOne(memory, [512], [100])[0]?.isMet, true);
  assert.equal(compareOne({ ...memory, target: 1 }, [512], [100])[0]?.isMet, false);
});

test("nothing is met or missed where nothing is asked", () => {
  assert.equal(compareOne({ name: "load", unit: "", better: "less" }, [1], [2])[0]?.isMet, null);
});

test("a figure that the system does not tell is left out", () => {
  assert.deepEqual(compare({ name: "row", figures: [memory] }, { ottla: [{}], kafka: [{}] }), []);
});

function comparison(row: string, ratio: number): Comparison {
  return {
    ...compareOne(throughput, [1], [1])[0]!,
    row,
    ratio: { median: ratio, least: ratio, most: ratio },
  };
}

test("the median row is taken of first figures, and of rows of that kind", () => {
  const all = [
    comparison("produce", 1),
    comparison("produce", 9),
    comparison("produce-lz4", 2),
    comparison("produce-zstd", 3),
    comparison("producers", 100),
  ];
  assert.equal(medianRow(all, "produce"), 2);
  assert.equal(medianRow(all, "consume"), null);
});
