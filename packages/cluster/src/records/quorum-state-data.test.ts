import assert from "node:assert/strict";
import { test } from "node:test";
import { checkMessageVectors, checkSchema, kafkaSchemas, testDataLines } from "@ottla/protocol/testing";
import { quorumStateData } from "./quorum-state-data.ts";

test("the state of the quorum is declared as Kafka does, field by field", () => {
  const [row] = kafkaSchemas("kafka-raft");
  assert.deepEqual(checkSchema(quorumStateData, row!), []);
});

test("every vector of it decodes to its value and encodes to its bytes", () => {
  const { passed, failures } = checkMessageVectors(testDataLines("messages.tsv.gz"), [quorumStateData]);
  assert.deepEqual(failures, []);
  assert.equal(passed, 6);
});
