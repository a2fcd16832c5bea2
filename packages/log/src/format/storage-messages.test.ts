import assert from "node:assert/strict";
import { test } from "node:test";
import { Reader } from "@ottla/protocol";
import { checkMessageVectors, checkSchema, kafkaSchemas, testDataLines } from "@ottla/protocol/testing";
import { remoteLogRecords } from "../remote/remote-log-records.ts";
import { encodeProducerSnapshot } from "./producer-snapshot.ts";
import { producerSnapshot } from "./producer-snapshot-message.ts";

const declared = [producerSnapshot, ...remoteLogRecords.values()];

test("what Kafka's storage keeps is declared as Kafka does, field by field", () => {
  const byName = new Map(declared.map((each) => [each.name, each]));
  const faults = kafkaSchemas("kafka-storage").flatMap((row) => {
    const declaration = byName.get(row.name);
    return declaration === undefined ? [`${row.name} is not declared`] : checkSchema(declaration, row);
  });
  assert.deepEqual(faults, []);
});

test("every vector of them decodes to its value and encodes to its bytes", () => {
  const { passed, failures } = checkMessageVectors(testDataLines("messages.tsv.gz"), declared);
  assert.deepEqual(failures, []);
  assert.equal(passed, 15);
});

test("a producer snapshot that is written is the declared message behind its version", () => {
  const entry = {
    producerId: 7,
    producerEpoch: 2,
    lastSequence: 11,
    lastOffset: 99,
    offsetDelta: 3,
    timestamp: 1_700_000_000_000,
    coordinatorEpoch: -1,
    currentTransactionFirstOffset: 96,
  };
  const bytes = encodeProducerSnapshot([entry]);
  const reader = new Reader(bytes);
  const { producerEntries } = producerSnapshot.decode(reader, reader.int16());
  const { producerEpoch, currentTransactionFirstOffset, ...same } = entry;
  const stated = { ...same, epoch: producerEpoch, currentTxnFirstOffset: currentTransactionFirstOffset };
  assert.deepEqual(producerEntries, [stated]);
  assert.equal(reader.remaining, 0);
});
