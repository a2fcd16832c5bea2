import assert from "node:assert/strict";
import { test } from "node:test";
import { groupPartition } from "./group-partition.ts";

test("groups are where Apache Kafka puts them", () => {
  assert.equal(groupPartition("my-group", 50), 12);
  assert.equal(groupPartition("", 50), 0);
});

test("a hash that has no absolute value counts as 0", () => {
  assert.equal(groupPartition("polygenelubricants", 50), 0);
});
