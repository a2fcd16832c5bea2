import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { batchesIn } from "@ottla/protocol";
import { EffectiveConfigs } from "../config/index.ts";
import { emptyImage, MetadataDraft, type MetadataImage } from "../image/index.ts";
import { metadataRecordsOf, type PositionedRecord } from "../quorum/metadata-batch.ts";
import { TransactionalReplay } from "../quorum/transactional-replay.ts";
import { encodeMetadataRecord, type MetadataRecordInput } from "../records/index.ts";
import { kafkaDirectory } from "../testing/kafka-directories.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import {
  decideControlledShutdown,
  decideFenceBrokers,
  decideRegisterBroker,
  decideRegisterController,
  decideUnfenceBrokers,
} from "./registration.ts";

/*
 * Four lives of one Apache Kafka 4.3.1, the second of which ended with kill -9. From the image before each event of its broker
 * we decide what Kafka decided, and write the bytes that Kafka wrote.
 */

interface Event {
  readonly what: string;
  /** Offsets of the records that Kafka wrote, inclusive. */
  readonly span: readonly [first: number, last: number];
  readonly decide: (context: DecisionContext, records: readonly PositionedRecord[]) => Decision<unknown>;
}

const unfence = (context: DecisionContext) => decideUnfenceBrokers([1], new Map(), context);
const shutDown = (context: DecisionContext) => decideControlledShutdown([1], context);
const fence = (context: DecisionContext) => decideFenceBrokers([1], context);
const register =
  (previousBrokerEpoch: number | null) =>
  (context: DecisionContext, records: readonly PositionedRecord[]) => {
    const announced = records.at(-1);
    assert.equal(announced?.record.kind, "registerBroker");
    assert.ok(announced?.record.kind === "registerBroker");
    const { incarnationId, endPoints, rack, logDirs, features } = announced.record.value;
    const announcement = {
      brokerId: 1,
      incarnationId,
      listeners: endPoints,
      rack,
      directories: logDirs,
      previousBrokerEpoch,
      features: new Map(
        features.map((feature) => [
          feature.name,
          { min: feature.minSupportedVersion, max: feature.maxSupportedVersion },
        ]),
      ),
    };
    return decideRegisterBroker(announcement, records[0]?.offset ?? -1, context);
  };

const events: readonly Event[] = [
  { what: "registers for the first time", span: [15, 15], decide: register(null) },
  { what: "says for the first time which directories are cordoned", span: [18, 18], decide: cordonedOnly },
  { what: "is unfenced", span: [19, 19], decide: unfence },
  { what: "begins to shut down", span: [31, 33], decide: shutDown },
  { what: "has shut down", span: [34, 34], decide: fence },
  { what: "registers after a clean stop", span: [38, 38], decide: register(15) },
  { what: "is unfenced after a clean stop", span: [41, 43], decide: unfence },
  { what: "is found dead", span: [67, 69], decide: fence },
  { what: "registers after an unclean stop", span: [73, 75], decide: register(15) },
  { what: "is unfenced after an unclean stop, and says what is cordoned", span: [76, 79], decide: unfence },
  { what: "begins to shut down again", span: [91, 93], decide: shutDown },
  { what: "has shut down again", span: [94, 94], decide: fence },
  { what: "registers once more", span: [98, 98], decide: register(73) },
];

for (const { what, span, decide } of events) {
  test(`a broker that ${what} makes us write what Kafka wrote`, (context) => {
    const { image, records } = momentBefore(context, span);
    const decided = decide(decisionContext(image), records);
    assert.deepEqual(texts(decided.records), texts(records.map(({ record }) => record)));
  });
}

test("a controller that registers makes us write what Kafka wrote", (context) => {
  const { image, records } = momentBefore(context, [37, 37]);
  const [registered] = records;
  assert.ok(registered?.record.kind === "registerController");
  const { controllerId, incarnationId, endPoints, features } = registered.record.value;
  const ranges = features.map(
    (feature) =>
      [feature.name, { min: feature.minSupportedVersion, max: feature.maxSupportedVersion }] as const,
  );
  const announcement = { controllerId, incarnationId, listeners: endPoints, features: new Map(ranges) };
  const decided = decideRegisterController(announcement, decisionContext(image));
  assert.deepEqual(texts(decided.records), texts([registered.record]));
});

/** Kafka says so in a heartbeat of its own, while the broker is still fenced. */
function cordonedOnly(context: DecisionContext): Decision<unknown> {
  const { records, response } = unfence(context);
  return { records: records.slice(-1), response };
}

function momentBefore(context: TestContext, [first, last]: Event["span"]) {
  const path = `${kafkaDirectory(context, "restarted")}/__cluster_metadata-0/00000000000000000000.log`;
  const draft = new MetadataDraft(emptyImage);
  const replay = new TransactionalReplay((record, offset) => draft.apply(record, offset));
  const records: PositionedRecord[] = [];
  for (const batch of batchesIn(readFileSync(path))) {
    if (batch.isControl) continue;
    for (const positioned of metadataRecordsOf(batch)) {
      if (positioned.offset < first) replay.take(positioned.record, positioned.offset);
      else if (positioned.offset <= last) records.push(positioned);
    }
  }
  return { image: draft.finish({ offset: first - 1, epoch: 1, timestampMs: 0 }).image, records };
}

function decisionContext(image: MetadataImage): DecisionContext {
  const configs = new EffectiveConfigs({ nodeId: 1, given: new Map() });
  configs.update(image.configs);
  const random = { uint32: () => 0, bytes: (count: number) => new Uint8Array(count) };
  return { image, configs, nowMs: 0, random, apiVersion: 0, principal: "User:ANONYMOUS", nodeId: 1 };
}

function texts(records: readonly MetadataRecordInput[]): string[] {
  return records.map((record) => `${record.kind} ${encodeMetadataRecord(record).toString("hex")}`);
}
