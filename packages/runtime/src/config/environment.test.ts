import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsFromEnvironment } from "./environment.ts";

function settings(environment: Record<string, string>): Record<string, string> {
  return Object.fromEntries(settingsFromEnvironment(environment));
}

test("an underscore is a dot, two are an underscore, three a hyphen", () => {
  assert.deepEqual(
    settings({
      KAFKA_LOG_RETENTION_MS: "5",
      KAFKA_A__B_C: "1",
      KAFKA_A___B: "2",
      KAFKA_A____B: "3",
      KAFKA_A_____B: "4",
    }),
    { "log.retention.ms": "5", "a_b.c": "1", "a-b": "2", "a-.b": "3", "a-_b": "4" },
  );
});

test("what is about Java, or not about Kafka, is no setting", () => {
  assert.deepEqual(
    settings({ KAFKA_HEAP_OPTS: "-Xmx1g", KAFKA_VERSION: "4", PATH: "x", KAFKA_: "y", CLUSTER_ID: "z" }),
    {},
  );
});
