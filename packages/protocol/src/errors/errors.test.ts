import assert from "node:assert/strict";
import { test } from "node:test";
import { testDataLines } from "../testing/index.ts";
import { errorCode, errorOf, errors } from "./errors.ts";

test("codes, names and which errors are worth a retry are those of Kafka", () => {
  const stated = errors.map(({ code, name, isRetriable }) =>
    [code, name, isRetriable ? "retriable" : ""].join("\t"),
  );
  assert.deepEqual(stated, testDataLines("errors.tsv"));
});

test("an error is found by its code, and its code by its name", () => {
  for (const error of errors) assert.equal(errorOf(error.code), error);
  assert.equal(errorCode.UNKNOWN_TOPIC_OR_PARTITION, 3);
});

test("a code of a newer Kafka reads as an unknown server error", () => {
  assert.equal(errorOf(9999).name, "UNKNOWN_SERVER_ERROR");
});

test("every error says what happened in a sentence of its own", () => {
  for (const { message } of errors) assert.match(message, /^\S.*\.$/);
  assert.equal(new Set(errors.map(({ message }) => message)).size, errors.length);
});
