import assert from "node:assert/strict";
import { test } from "node:test";
import { fuzzFrames } from "./index.ts";

test("frames that nobody should send are decoded or refused, and nothing else", async () => {
  const { passed, failed, decoded, failures } = await fuzzFrames({ frames: 60_000, seed: 1 });
  assert.deepEqual(failures, []);
  assert.equal(failed, 0);
  assert.equal(passed, 60_000);
  // A run that refuses everything at the first byte would test nothing.
  assert.ok(decoded > 5000, `${decoded} frames decoded`);
});

test("the same seed gives the same run", async () => {
  const first = await fuzzFrames({ frames: 2000, seed: 7 });
  const second = await fuzzFrames({ frames: 2000, seed: 7 });
  assert.deepEqual(first, second);
});
