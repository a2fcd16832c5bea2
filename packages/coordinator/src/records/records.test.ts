import assert from "node:assert/strict";
import { test } from "node:test";
import { checkMessageVectors, testDataLines } from "@ottla/protocol/testing";
import { coordinatorRecords } from "./index.ts";

test("every vector of a coordinator's record decodes to its value and encodes to its bytes", () => {
  const { passed, failures } = checkMessageVectors(testDataLines("messages.tsv.gz"), coordinatorRecords);
  assert.deepEqual(failures.slice(0, 10), []);
  assert.ok(passed > 150, `${passed} vectors were checked`);
});
