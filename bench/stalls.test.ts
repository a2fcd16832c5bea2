import assert from "node:assert/strict";
import { test } from "node:test";
import { type Stalls, stallsIn, worstOf } from "./stalls.ts";

const line = (fields: object) =>
  JSON.stringify({ level: "info", ...fields, message: "longest stall of the event loop: 34 ms, in Produce" });

test("the log of a broker that has stopped tells its longest stall", () => {
  const log = `{"message":"ready"}\n${line({ cause: "Produce", durationMs: 34, longestByCause: {} })}\n`;
  assert.deepEqual(stallsIn(log), { longestMs: 34, cause: "Produce", byCause: {} });
});

test("a log without such a line tells nothing, which is not the same as no stall", () => {
  assert.equal(stallsIn('{"message":"ready"}\n'), null);
});

test("of several processes the worst counts, of each cause too", () => {
  const one: Stalls = { longestMs: 70, cause: "machine", byCause: { machine: 70, Fetch: 55 } };
  const other: Stalls = { longestMs: 60, cause: "Fetch", byCause: { Fetch: 60 } };
  assert.deepEqual(worstOf([other, one]), {
    longestMs: 70,
    cause: "machine",
    byCause: { machine: 70, Fetch: 60 },
  });
  assert.equal(worstOf([]), null);
});
