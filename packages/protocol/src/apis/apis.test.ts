import assert from "node:assert/strict";
import { test } from "node:test";
import { messages } from "../messages/index.ts";
import { checkMessageVectors, testDataLines } from "../testing/index.ts";
import { apis } from "./index.ts";

const declared = [...apis.flatMap(({ request, response }) => [request, response]), ...messages];

test("every vector of Kafka's own classes decodes to its value and encodes to its bytes", () => {
  const { passed, failures } = checkMessageVectors(testDataLines("messages.tsv.gz"), declared);
  assert.deepEqual(failures.slice(0, 10), []);
  assert.ok(passed > 1500, `${passed} vectors were checked`);
});
