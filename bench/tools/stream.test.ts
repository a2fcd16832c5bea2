import assert from "node:assert/strict";
import { test } from "node:test";
import { rateIn } from "./stream.ts";

test("what the client prints becomes mebibytes a second", () => {
  assert.equal(rateIn('{"bytes":3145728,"seconds":1.5}\n'), 2);
});

test("output without a rate is a failure that shows it", () => {
  assert.throws(() => rateIn('{"bytes":0,"seconds":1.5}'), /no rate in \{"bytes":0/);
  assert.throws(() => rateIn('{"bytes":1}'), /no rate/);
});
