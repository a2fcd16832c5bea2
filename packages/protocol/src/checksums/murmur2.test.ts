import assert from "node:assert/strict";
import { it } from "node:test";
import { murmur2, toPositive } from "./murmur2.ts";

it("hashes keys as Kafka's clients do", () => {
  const known: ReadonlyArray<readonly [string, number]> = [
    ["21", -973932308],
    ["foobar", -790332482],
    ["a-little-bit-long-string", -985981536],
    ["a-little-bit-longer-string", -1486304829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
    ["abc", 479470107],
  ];
  for (const [key, hash] of known) assert.equal(murmur2(Buffer.from(key)), hash, key);
});

it("drops the sign bit rather than negating, so the lowest hash has a partition too", () => {
  assert.equal(toPositive(-1), 0x7fffffff);
  assert.equal(toPositive(-2147483648), 0);
  assert.equal(toPositive(479470107), 479470107);
});
