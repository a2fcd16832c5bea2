import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuSecondsIn, peakMiBIn } from "./process-cost.ts";

test("CPU time is user and system time together, whatever the program is called", () => {
  const numbers = "S 1 2 3 4 5 6 7 8 9 10 1234 66 0 0 20 0";
  assert.equal(cpuSecondsIn(`42 (node) ${numbers}`), 13);
  assert.equal(cpuSecondsIn(`42 (a) b (c) ${numbers}`), 13);
});

test("a process that has ended has no CPU time", () => {
  assert.equal(cpuSecondsIn(""), null);
});

test("the peak is told in MiB", () => {
  assert.equal(peakMiBIn("VmPeak:\t 999 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 1024 kB\n"), 2);
  assert.equal(peakMiBIn("Name:\tnode\n"), null);
});
