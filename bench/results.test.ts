import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparison } from "./comparison.ts";
import { amount, markdownTable, ratioLine, resultsPage } from "./results.ts";

const produce: Comparison = {
  row: "produce",
  figure: { name: "throughput", unit: "MB/s", better: "more", target: 1 },
  rounds: 5,
  ours: 150.2,
  theirs: 120,
  ratio: { median: 1.25, least: 1.1, most: 1.41 },
  isMet: true,
};

const memory: Comparison = {
  ...produce,
  figure: { name: "peak memory", unit: "MiB", better: "less", limit: 512 },
  ours: 600,
  theirs: 900,
  ratio: { median: 0.67, least: 0.6, most: 0.7 },
  isMet: false,
};

const stall: Comparison = {
  ...produce,
  figure: { name: "longest stall", unit: "ms", better: "less", limit: 50 },
  ours: 34,
  theirs: Number.NaN,
  ratio: { median: Number.NaN, least: Number.NaN, most: Number.NaN },
  remark: "Produce",
};

test("the line of a row begins with the ratio and says how far the rounds lie apart", () => {
  assert.equal(
    ratioLine(produce),
    "ratio 1.25 (1.10–1.41): produce, throughput in MB/s, Ottla 150, Apache Kafka 120 (medians of 5)",
  );
});

test("what only we tell has no ratio", () => {
  assert.equal(ratioLine(stall), "produce, longest stall in ms, Ottla 34.0 (Produce)");
});

test("the page has every figure, what is wanted of it, and whether it is so", () => {
  const page = resultsPage([produce, memory, stall], {
    date: "2001-02-03",
    machine: "2 × abacus",
    versions: ["Ottla 1", "Apache Kafka 2"],
    rounds: 5,
    failed: ["consume"],
  });
  for (const part of ["2001-02-03", "2 × abacus", "Ottla 1", "Apache Kafka 2", "medians of 5 rounds"]) {
    assert.ok(page.includes(part), part);
  }
  const rows = page.split("\n").filter((line) => line.startsWith("| produce"));
  assert.match(rows[0]!, /150 MB\/s .*120 MB\/s .*1\.25 .*1\.10–1\.41 .*≥ 1 × .*✓/);
  assert.match(rows[1]!, /600 MiB .*≤ 512 MiB .*✗/);
  assert.match(rows[2]!, /longest stall \(Produce\) +\| 34\.0 ms +\| +\| +\| +\| ≤ 50 ms +\| ✓/);
  assert.ok(page.includes("The median produce row: 1.25, wanted ≥ 1.20 ✓"));
  assert.ok(page.includes("Not measured, because something failed: consume."));
  assert.ok(page.includes("2 of 3 figures are as wanted"));
});

test("columns are as wide as their widest cell", () => {
  assert.deepEqual(markdownTable(["a", "ratio"], [["longer", "1"]]), [
    "| a      | ratio |",
    "| ------ | ----- |",
    "| longer | 1     |",
  ]);
});

test("amounts have the digits that count", () => {
  assert.deepEqual([1234.5, 12.34, 1.234, 0].map(amount), ["1235", "12.3", "1.23", "0.00"]);
  assert.equal(amount(Number.NaN), "–");
});
