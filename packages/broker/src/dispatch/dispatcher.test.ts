import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Api,
  apiVersions,
  createTopics,
  decodeResponse,
  describeCluster,
  encodeRequest,
  errorCode,
  listGroups,
  metadata,
  offsetFetch,
  type RequestInput,
} from "@ottla/protocol";
import { MetricsRegistry, type Stall, StallWatch, silentLogger } from "@ottla/runtime";
import type { Answer } from "../network/client-connection.ts";
import type { Broker } from "../services.ts";
import type { Client } from "./client.ts";
import { Dispatcher, UnanswerableRequest } from "./dispatcher.ts";
import { type Handler, handler } from "./handler.ts";
import { Refusal } from "./refusal.ts";
import { RequestMetrics } from "./request-metrics.ts";

const client: Client = {
  listenerName: "PLAINTEXT",
  listenerKind: "broker",
  address: "127.0.0.1",
  port: 40_000,
  principal: "User:ANONYMOUS",
  softwareName: "",
  softwareVersion: "",
  closed: new AbortController().signal,
};

function dispatcherOf(...handlers: Handler[]): { dispatcher: Dispatcher<Broker>; metrics: RequestMetrics } {
  return dispatcherIn({ failure: null }, ...handlers);
}

function dispatcherIn(
  quorum: { readonly failure: Error | null },
  ...handlers: Handler[]
): { dispatcher: Dispatcher<Broker>; metrics: RequestMetrics } {
  const metrics = new RequestMetrics();
  // These handlers look at nothing but the time.
  const broker = { clock: { monotonic: () => 0 }, quorum } as unknown as Broker;
  return { dispatcher: new Dispatcher({ broker, handlers, logger: silentLogger, metrics }), metrics };
}

function frameOf<A extends Api>(api: A, version: number, request: RequestInput<A>): Buffer {
  const header = { correlationId: 7, clientId: "c" };
  return Buffer.concat(encodeRequest(api, version, header, request)).subarray(4);
}

function decode<A extends Api>(api: A, version: number, answer: Answer) {
  assert.ok(Array.isArray(answer));
  return decodeResponse(api, version, Buffer.concat(answer).subarray(4));
}

const answerNothing = handler(listGroups, () => ({ errorCode: errorCode.NONE, groups: [] }));

test("a request is answered under its correlation id, at once where the handler does", () => {
  const { dispatcher, metrics } = dispatcherOf(answerNothing);
  const answer = dispatcher.accept(frameOf(listGroups, 2, {}), client).start();
  assert.ok(!(answer instanceof Promise));
  assert.equal(decode(listGroups, 2, answer).correlationId, 7);
  assert.equal(metrics.of(listGroups).durations.count, 1);
});

test("an API that is not served, a version that is not, and bytes that say nothing end the connection", () => {
  const { dispatcher } = dispatcherOf(answerNothing);
  const unknown = frameOf(metadata, 5, { topics: null });
  const tooNew = Buffer.from(frameOf(listGroups, 2, {}));
  tooNew.writeInt16BE(99, 2);
  for (const frame of [
    unknown,
    tooNew,
    Buffer.alloc(7),
    Buffer.alloc(0),
    frameOf(listGroups, 4, {}).subarray(0, 12),
  ]) {
    assert.throws(() => dispatcher.accept(frame, client).start());
  }
  assert.throws(() => dispatcher.accept(unknown, client), UnanswerableRequest);
});

test("ApiVersions in a version from the future is answered in version 0, with the one that is (KIP-511)", () => {
  const { dispatcher } = dispatcherOf(handler(apiVersions, () => "disconnect"));
  const frame = Buffer.from(frameOf(apiVersions, 3, { clientSoftwareName: "", clientSoftwareVersion: "" }));
  frame.writeInt16BE(77, 2);
  const answer = dispatcher.accept(frame, client).start();
  assert.ok(!(answer instanceof Promise));
  const { body, correlationId } = decode(apiVersions, 0, answer);
  assert.equal(correlationId, 7);
  assert.equal(body.errorCode, errorCode.UNSUPPORTED_VERSION);
  assert.deepEqual(body.apiKeys, [{ apiKey: 18, minVersion: 0, maxVersion: 4 }]);
});

function boom(): never {
  throw new Error("boom");
}

test("a handler that fails is answered as a fault of the server, in the shape of its API", async () => {
  const { dispatcher, metrics } = dispatcherOf(
    handler(listGroups, boom),
    handler(createTopics, async () => boom()),
    handler(offsetFetch, boom),
    handler(metadata, boom),
  );
  const listed = dispatcher.accept(frameOf(listGroups, 2, {}), client).start();
  assert.equal(decode(listGroups, 2, await listed).body.errorCode, errorCode.UNKNOWN_SERVER_ERROR);
  const topics = [{ name: "t", numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }];
  const created = dispatcher.accept(
    frameOf(createTopics, 7, { topics, timeoutMs: 1, validateOnly: false }),
    client,
  );
  assert.deepEqual(
    decode(createTopics, 7, await created.start()).body.topics.map(({ name, errorCode: code }) => [
      name,
      code,
    ]),
    [["t", errorCode.UNKNOWN_SERVER_ERROR]],
  );
  const fetched = dispatcher.accept(
    frameOf(offsetFetch, 1, { groupId: "g", topics: [{ name: "t", partitionIndexes: [3] }] }),
    client,
  );
  assert.deepEqual(decode(offsetFetch, 1, await fetched.start()).body.topics[0]?.partitions[0], {
    partitionIndex: 3,
    committedOffset: -1,
    committedLeaderEpoch: -1,
    metadata: "",
    errorCode: errorCode.UNKNOWN_SERVER_ERROR,
  });
  const described = dispatcher.accept(frameOf(metadata, 1, { topics: [{ name: "t" }] }), client);
  assert.equal(
    decode(metadata, 1, await described.start()).body.topics[0]?.errorCode,
    errorCode.UNKNOWN_SERVER_ERROR,
  );
  assert.equal(metrics.of(createTopics).failures.value, 1);
});

test("a refusal carries its code and its words", () => {
  const { dispatcher } = dispatcherOf(
    handler(describeCluster, () => new Refusal(errorCode.INVALID_REQUEST, "because")),
  );
  const frame = frameOf(describeCluster, 1, { includeClusterAuthorizedOperations: false });
  const answer = dispatcher.accept(frame, client).start();
  assert.ok(!(answer instanceof Promise));
  const { body } = decode(describeCluster, 1, answer);
  assert.deepEqual([body.errorCode, body.errorMessage], [errorCode.INVALID_REQUEST, "because"]);
});

test("a request that fails when the metadata log has failed is not answered: it may have taken effect", async () => {
  const failure = new Error("the disk is full");
  const failing = handler(createTopics, () => Promise.reject(failure));
  const { dispatcher } = dispatcherIn({ failure }, failing);
  const answer = await dispatcher.accept(frameOf(createTopics, 7, { topics: [] }), client).start();
  assert.equal(answer, "disconnect");
});

test("a value that the version has no place for is a fault of ours, and told as one", () => {
  const { dispatcher } = dispatcherOf(
    handler(listGroups, () => ({
      errorCode: 0,
      groups: [{ groupId: null as unknown as string, protocolType: "" }],
    })),
  );
  const answer = dispatcher.accept(frameOf(listGroups, 2, {}), client).start();
  assert.ok(!(answer instanceof Promise));
  assert.equal(decode(listGroups, 2, answer).body.errorCode, errorCode.UNKNOWN_SERVER_ERROR);
});

test("what a handler wants to do when its answer is sent is done then, and nobody waits where there is nothing", async () => {
  const done: string[] = [];
  const { dispatcher } = dispatcherOf(
    handler(listGroups, async (_request, context) => {
      for (const name of ["first", "second"]) context.whenSent(() => done.push(name));
      return { errorCode: errorCode.NONE, groups: [] };
    }),
    handler(describeCluster, () => new Refusal(errorCode.INVALID_REQUEST)),
  );
  const work = dispatcher.accept(frameOf(listGroups, 2, {}), client);
  await work.start();
  assert.deepEqual(done, []);
  work.onSent?.();
  assert.deepEqual(done, ["first", "second"]);
  const other = dispatcher.accept(
    frameOf(describeCluster, 1, { includeClusterAuthorizedOperations: false }),
    client,
  );
  await other.start();
  assert.equal(other.onSent, undefined);
});

test("work on a request is told to whoever watches the event loop: decoding, handling, and what follows a wait", async () => {
  let nowMs = 0;
  const stalls: Stall[] = [];
  const watch = new StallWatch({ onStall: (stall) => stalls.push(stall) });
  const turn = () => watch.turned(nowMs, nowMs, nowMs);
  const work = (ms: number) => {
    nowMs += ms;
    return { errorCode: errorCode.NONE, groups: [] };
  };
  const broker = { clock: { monotonic: () => nowMs }, quorum: { failure: null } } as unknown as Broker;
  const slow = handler(listGroups, () => work(60));
  const patient = handler(listGroups, async () => {
    work(20);
    await Promise.resolve();
    return work(70);
  });
  for (const one of [slow, patient]) {
    const metrics = new RequestMetrics(new MetricsRegistry(), watch);
    const dispatcher = new Dispatcher({ broker, handlers: [one], logger: silentLogger, metrics });
    turn();
    await dispatcher.accept(frameOf(listGroups, 3, { statesFilter: [] }), client).start();
    watch.turned(nowMs, nowMs - 60, nowMs);
    turn();
  }
  assert.deepEqual(
    stalls.map(({ cause, causeMs }) => ({ cause, causeMs })),
    [
      { cause: "ListGroups", causeMs: 60 },
      { cause: "ListGroups", causeMs: 60 },
    ],
  );
  assert.deepEqual(stalls[1]?.origin?.stallFields, { apiVersion: 3, clientId: "c", address: "127.0.0.1" });
});
