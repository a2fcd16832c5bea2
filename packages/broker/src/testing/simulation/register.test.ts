import assert from "node:assert/strict";
import { test } from "node:test";
import { Register } from "./register.ts";

test("what was acknowledged is read, and what it replaced is not", () => {
  const register = new Register<number>("r", 0);
  register.read(0, 1);
  register.begin(7, 2).acknowledge(3);
  register.read(7, 4);
  assert.throws(() => register.read(0, 4), /r is read as 0/);
  assert.throws(() => register.read(8, 4), /r is read as 8/);
});

test("while a write is under way, its value is read, or the one before", () => {
  const register = new Register<number>("r", 0);
  const write = register.begin(7, 2);
  register.read(0, 3);
  register.read(7, 3);
  // This read began before the acknowledgement, and ends after it.
  write.acknowledge(4);
  register.read(0, 3);
});

test("of writes that overlap, either may be the last", () => {
  const register = new Register<number>("r", 0);
  const [one, other] = [register.begin(1, 2), register.begin(2, 3)];
  other.acknowledge(4);
  one.acknowledge(5);
  register.read(1, 6);
  register.read(2, 6);
  assert.throws(() => register.read(0, 6));
});

test("a write in doubt may take effect at any time, one that was refused never does", () => {
  const register = new Register<number>("r", 0);
  register.begin(1, 2);
  register.begin(2, 3).acknowledge(4);
  register.begin(3, 5).refuse();
  register.read(1, 6);
  register.read(2, 6);
  assert.throws(() => register.read(3, 6));
});
