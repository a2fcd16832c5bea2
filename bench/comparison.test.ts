import assert from "node:assert/strict";
import { test } from "node:test";
import { type Comparison, compare, medianRow } from "./comparison.ts";
import type { Figure } from "./row.ts";

const throughput: Figure = { name: "throughput", unit: "MB/s", better: "more", target: 1 };
const memory: Figure = { name: "memory", unit: "MiB", better: "less", limit: 512 };

function compareOne(figure: Figure, ours: readonly number[], theirs: readonly number[]) {
  const measured = (values: readonly number[]) => values.map((value) => ({ [figure.name]: value }));
  return compare(
    { name: "row", figures: [figure] },
    { ottla: measured(ours), kafka: measured(theirs), stalls: null },
  );
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
  assert.deepEqual(
    compare({ name: "row", figures: [memory] }, { ottla: [{}], kafka: [{}], stalls: null }),
    [],
  );
});

function stallOf(longestMs: number, byCause: Record<string, number>): Comparison | undefined {
  const stalls = { longestMs, cause: "Fetch", byCause };
  return compare({ name: "row", figures: [] }, { ottla: [], kafka: [], stalls })[0];
}

test("a row tells the longest stall of ours, and each cause where there are several", () => {
  const short = stallOf(34, {});
  assert.deepEqual([short?.ours, short?.isMet, short?.remark], [34, true, "Fetch"]);
  const long = stallOf(80, { Fetch: 80, machine: 60 });
  assert.deepEqual([long?.ours, long?.isMet, long?.remark], [80, false, "Fetch 80 ms, machine 60 ms"]);
});

function comparison(row: string, ratio: number): Comparison {
  return {
    ...compareOne(throughput, [1], [1])[0]!,
    row,
    ratio: { median: ratio, least: ratio, most: ratio },
  };
}

test("the median row is taken of first figures that have a ratio to reach, and of rows of that kind", () => {
  const all = [
    comparison("produce", 1),
    comparison("produce", 9),
    comparison("produce-lz4", 2),
    comparison("produce-zstd", 3),
    comparison("producers", 100),
    { ...comparison("produce-slowly", 0.5), figure: { ...memory } },
  ];
  assert.equal(medianRow(all, "produce"), 2);
  assert.equal(medianRow(all, "consume"), null);
});
