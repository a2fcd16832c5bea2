import assert from "node:assert/strict";
import { test } from "node:test";
import { checkMessageVectors, testDataLines } from "@ottla/protocol/testing";
import { metadataRecords } from "./index.ts";

test("every vector of a metadata record decodes to its value and encodes to its bytes", () => {
  const { passed, failures } = checkMessageVectors(
    testDataLines("messages.tsv.gz"),
    metadataRecords.values(),
  );
  assert.deepEqual(failures.slice(0, 10), []);
  assert.ok(passed > 80, `${passed} vectors were checked`);
});
