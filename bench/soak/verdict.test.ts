import assert from "node:assert/strict";
import { test } from "node:test";
import { type Sample, verdict } from "./verdict.ts";

/** Ten minutes, a sample every ten seconds. */
function samples(change: (second: number) => Partial<Sample>): Sample[] {
  return Array.from({ length: 60 }, (_, index) => {
    const second = (index + 1) * 10;
    // A saw of garbage, which comes and goes.
    return { second, p99Ms: 5, residentMiB: 200 + (index % 7), files: 100 + (index % 3), ...change(second) };
  });
}

function good(change: (second: number) => Partial<Sample>): boolean[] {
  return verdict(samples(change)).map(({ isGood }) => isGood);
}

test("what comes and goes is no growth", () => {
  assert.deepEqual(
    good(() => ({})),
    [true, true, true],
  );
});

test("memory that grows is told by the hour, and how much in all decides", () => {
  const findings = verdict(samples((second) => ({ residentMiB: 200 + second / 10 })));
  assert.equal(findings[0]?.isGood, false);
  assert.match(findings[0]?.text ?? "", /^memory: \+360\.0 MiB an hour .*\+47\.0 MiB in all/);
  assert.deepEqual(
    good((second) => ({ residentMiB: 200 + second / 100 })),
    [true, true, true],
  );
});

test("a drift of latencies, or of open files, fails", () => {
  assert.deepEqual(
    good((second) => ({ p99Ms: 5 + second / 50 })),
    [true, false, true],
  );
  assert.deepEqual(
    good((second) => ({ files: 100 + Math.floor(second / 20) })),
    [true, true, false],
  );
});

test("the time in which all is cold does not count", () => {
  assert.deepEqual(
    good((second) => (second < 100 ? { residentMiB: 50, p99Ms: 900 } : {})),
    [true, true, true],
  );
});

test("a few samples decide nothing", () => {
  assert.match(verdict(samples(() => ({})).slice(0, 8))[0]!.text, /too few/);
});
