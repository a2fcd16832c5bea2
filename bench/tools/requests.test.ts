import assert from "node:assert/strict";
import { test } from "node:test";
import { requestRateIn } from "./requests.ts";

test("what the client prints becomes requests a second, and microseconds", () => {
  const printed = '{"requests":100,"seconds":5,"p50Us":10.5,"p99Us":20,"p999Us":30}\n';
  assert.deepEqual(requestRateIn(printed), { perSecond: 20, p50Us: 10.5, p99Us: 20, p999Us: 30 });
});

test("a figure that is missing is an error, and no row of zeroes", () => {
  assert.throws(() => requestRateIn('{"requests":0,"seconds":5}'), /no figure "requests"/);
  assert.throws(() => requestRateIn('{"requests":1,"seconds":5,"p50Us":1}'), /no figure "p99Us"/);
});
