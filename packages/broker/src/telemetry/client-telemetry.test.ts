import assert from "node:assert/strict";
import { test } from "node:test";
import { configResourceTypes, emptyImage, MetadataDraft } from "@ottla/cluster";
import { errorCode, zeroUuid } from "@ottla/protocol";
import type { Client } from "../dispatch/client.ts";
import { ClientTelemetry } from "./client-telemetry.ts";

const client: Client = {
  listenerName: "PLAINTEXT",
  listenerKind: "broker",
  address: "10.0.0.1",
  port: 4711,
  principal: "User:ANONYMOUS",
  softwareName: "apache-kafka-java",
  softwareVersion: "4.3.1",
  closed: new AbortController().signal,
};
const sender = { client, clientId: "app-1" };

function telemetry(subscriptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {}) {
  let nowMs = 1_000_000;
  let drawn = 0;
  const made = new ClientTelemetry({
    clock: {
      now: () => nowMs,
      monotonic: () => nowMs,
      giveWay: () => Promise.resolve(),
      schedule: () => ({ cancel: () => undefined }),
    },
    random: { uint32: () => ++drawn, bytes: (count) => new Uint8Array(count).fill(++drawn) },
    maxBytes: () => 100,
  });
  made.update(configsOf(subscriptions));
  return {
    telemetry: made,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

function configsOf(subscriptions: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const draft = new MetadataDraft(emptyImage);
  for (const [resourceName, values] of Object.entries(subscriptions)) {
    for (const [name, value] of Object.entries(values)) {
      const record = { resourceType: configResourceTypes.clientMetrics, resourceName, name, value };
      draft.apply({ kind: "config", version: 0, value: record }, 0);
    }
  }
  return draft.finish({ offset: 0, epoch: 0, timestampMs: 0 }).image.configs;
}

const push = { terminating: false, compressionType: 0, metrics: Buffer.from("m") };

test("a client hears what is wanted of it, under an id of its own", () => {
  const { telemetry: made } = telemetry({
    producers: { metrics: "org.apache.kafka.producer.", "interval.ms": "1000", match: "client_id=app-.*" },
    others: { metrics: "x.", match: "client_software_name=librdkafka" },
  });
  const answer = made.subscribe(zeroUuid, sender);
  assert.notEqual(answer.clientInstanceId, zeroUuid);
  assert.deepEqual(answer.requestedMetrics, ["org.apache.kafka.producer."]);
  assert.equal(answer.pushIntervalMs, 1000);
  assert.deepEqual(answer.acceptedCompressionTypes, [4, 3, 1, 2]);
});

test("nothing is wanted where no subscription fits, and all of it where one wants all", () => {
  const none = telemetry().telemetry.subscribe(zeroUuid, sender);
  assert.deepEqual([none.requestedMetrics, none.pushIntervalMs], [[], 300_000]);
  const all = telemetry({ a: { metrics: "x." }, b: { metrics: "*" } }).telemetry.subscribe(zeroUuid, sender);
  assert.deepEqual(all.requestedMetrics, ["*"]);
});

test("asking again within the interval is too early, unless the wishes have changed", () => {
  const { telemetry: made, advance } = telemetry();
  const { clientInstanceId: id } = made.subscribe(zeroUuid, sender);
  const early = made.subscribe(id, sender);
  assert.deepEqual(
    [early.errorCode, early.clientInstanceId],
    [errorCode.THROTTLING_QUOTA_EXCEEDED, zeroUuid],
  );
  made.update(configsOf({ a: { metrics: "x." } }));
  assert.deepEqual(made.subscribe(id, sender).requestedMetrics, ["x."]);
  advance(300_000);
  assert.equal(made.subscribe(id, sender).errorCode, errorCode.NONE);
});

test("a client is forgotten with the connection that it was first heard over", () => {
  const { telemetry: made } = telemetry();
  const first = new AbortController();
  const gone = { client: { ...client, closed: first.signal }, clientId: "app-1" };
  const { clientInstanceId: id } = made.subscribe(zeroUuid, gone);
  const { clientInstanceId: other } = made.subscribe(zeroUuid, sender);
  assert.equal(made.subscribe(id, sender).errorCode, errorCode.THROTTLING_QUOTA_EXCEEDED);
  first.abort();
  assert.equal(made.subscribe(id, sender).errorCode, errorCode.NONE);
  assert.equal(made.subscribe(other, sender).errorCode, errorCode.THROTTLING_QUOTA_EXCEEDED);
});

test("a push is taken once per interval, and at once after a question", () => {
  const { telemetry: made, advance } = telemetry();
  const { clientInstanceId, subscriptionId } = made.subscribe(zeroUuid, sender);
  const request = { ...push, clientInstanceId, subscriptionId };
  advance(1);
  assert.equal(made.push(request, sender), errorCode.NONE);
  assert.equal(made.push(request, sender), errorCode.THROTTLING_QUOTA_EXCEEDED);
  advance(300_000);
  assert.equal(made.push(request, sender), errorCode.NONE);
});

test("a push is refused that nobody asked for, that is too large, or that comes after the last", () => {
  const cases: [Partial<typeof push & { subscriptionId: number }>, number][] = [
    [{ subscriptionId: 1 }, errorCode.UNKNOWN_SUBSCRIPTION_ID],
    [{ compressionType: 9 }, errorCode.UNSUPPORTED_COMPRESSION_TYPE],
    [{ metrics: Buffer.alloc(101) }, errorCode.TELEMETRY_TOO_LARGE],
  ];
  for (const [change, expected] of cases) {
    const { telemetry: made } = telemetry();
    const { clientInstanceId, subscriptionId } = made.subscribe(zeroUuid, sender);
    assert.equal(made.push({ ...push, clientInstanceId, subscriptionId, ...change }, sender), expected);
  }
  const { telemetry: made } = telemetry();
  const { clientInstanceId, subscriptionId } = made.subscribe(zeroUuid, sender);
  const last = { ...push, clientInstanceId, subscriptionId, terminating: true };
  assert.equal(made.push(last, sender), errorCode.NONE);
  assert.equal(made.push(last, sender), errorCode.INVALID_REQUEST);
  assert.equal(made.push({ ...last, clientInstanceId: zeroUuid }, sender), errorCode.INVALID_REQUEST);
});
