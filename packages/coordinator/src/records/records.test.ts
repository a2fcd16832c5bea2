import assert from "node:assert/strict";
import { test } from "node:test";
import { checkMessageVectors, checkSchema, kafkaSchemas, testDataLines } from "@ottla/protocol/testing";
import { coordinatorRecords, groupRecords, shareRecords, transactionRecords } from "./index.ts";

test("every vector of a coordinator's record decodes to its value and encodes to its bytes", () => {
  const { passed, failures } = checkMessageVectors(testDataLines("messages.tsv.gz"), coordinatorRecords);
  assert.deepEqual(failures.slice(0, 10), []);
  assert.ok(passed > 150, `${passed} vectors were checked`);
});

test("every record of Kafka's coordinators is declared, field by field as Kafka does", () => {
  const declared = new Map(coordinatorRecords.map((record) => [record.name, record]));
  const rows = kafkaSchemas().filter(
    ({ type }) => type === "coordinator-key" || type === "coordinator-value",
  );
  const faults = rows.flatMap((row) => {
    const record = declared.get(row.name);
    return record === undefined ? [`${row.name} is not declared`] : checkSchema(record, row);
  });
  assert.deepEqual(faults, []);
  assert.equal(rows.length, 50);
});

test("records have the types that Kafka's tables give them, keys and values alike", () => {
  const types = new Map(kafkaSchemas().map(({ name, apiKey }) => [name, apiKey]));
  for (const { type, key, value } of [...groupRecords, ...shareRecords, ...transactionRecords]) {
    assert.equal(types.get(key.name), type, key.name);
    assert.equal(types.get(value.name), type, value.name);
  }
});
