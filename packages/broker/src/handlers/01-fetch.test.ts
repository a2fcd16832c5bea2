import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  buildEndTransactionMarker,
  errorCode,
  type fetch,
  type RequestInput,
  type ResponseOf,
  zeroUuid,
} from "@ottla/protocol";
import { DataPlane } from "../testing/data-plane.ts";
import { handleFetch } from "./01-fetch.ts";

type FetchRequest = RequestInput<typeof fetch>;
type FetchReply = ResponseOf<typeof fetch>;

interface Asked {
  readonly index?: number;
  readonly offset?: number;
  readonly maxBytes?: number;
  readonly epoch?: number;
  readonly lastEpoch?: number;
}

function partition({ index = 0, offset = 0, maxBytes = 1_000_000, epoch = -1, lastEpoch = -1 }: Asked = {}) {
  return {
    partition: index,
    currentLeaderEpoch: epoch,
    fetchOffset: offset,
    lastFetchedEpoch: lastEpoch,
    partitionMaxBytes: maxBytes,
  };
}

function request(asked: readonly Asked[], options: Partial<FetchRequest> = {}): FetchRequest {
  return {
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 1_000_000,
    topics: [{ topic: "t", partitions: asked.map(partition) }],
    forgottenTopicsData: [],
    ...options,
  };
}

function append(plane: DataPlane, index: number, values: readonly string[]): Promise<number> {
  return plane.append("t", index, {
    records: values.map((value) => ({ key: null, value: Buffer.from(value), timestamp: 1000 })),
  });
}

const summary = ({ responses }: FetchReply) =>
  responses.flatMap(({ partitions }) =>
    partitions.map((each) => [
      each.partitionIndex,
      each.errorCode,
      each.highWatermark,
      each.records?.length ?? 0,
    ]),
  );
const version = 12;

describe("Fetch", () => {
  it("gives records with the watermarks", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const size = await append(plane, 0, ["a", "b"]);
    const reply = await plane.ask(handleFetch, request([{}]), { version });
    const [answer] = reply.responses[0]!.partitions;
    assert.deepEqual(
      [answer!.highWatermark, answer!.lastStableOffset, answer!.logStartOffset, answer!.records?.length],
      [2, 2, 0, size],
    );
    assert.equal(answer!.abortedTransactions, null);
    assert.equal(answer!.preferredReadReplica, -1);
    const committed = await plane.ask(handleFetch, request([{}], { isolationLevel: 1 }), { version });
    assert.deepEqual(committed.responses[0]!.partitions[0]!.abortedTransactions, []);
  });

  const refusals: readonly (readonly [string, number, Asked, Partial<FetchRequest>?])[] = [
    ["an offset beyond the end", errorCode.OFFSET_OUT_OF_RANGE, { offset: 3 }],
    ["a negative offset", errorCode.OFFSET_OUT_OF_RANGE, { offset: -1 }],
    ["an unknown partition", errorCode.UNKNOWN_TOPIC_OR_PARTITION, { index: 9 }],
    ["a newer leader epoch", errorCode.UNKNOWN_LEADER_EPOCH, { epoch: 5 }],
    ["an older leader epoch", errorCode.FENCED_LEADER_EPOCH, { epoch: 0 }],
    ["a negative limit", errorCode.UNKNOWN_SERVER_ERROR, { maxBytes: -1 }],
    ["an unknown last epoch", errorCode.OFFSET_OUT_OF_RANGE, { lastEpoch: 7 }],
    ["a replica that the partition does not have", errorCode.NOT_LEADER_OR_FOLLOWER, {}, { replicaId: 5 }],
    ["the same with an epoch", errorCode.UNKNOWN_LEADER_EPOCH, { epoch: 1 }, { replicaId: 5 }],
  ];
  for (const [what, code, asked, options] of refusals) {
    it(`refuses ${what} at once, and tells nothing else`, async (test) => {
      const plane = await DataPlane.open(test);
      await plane.topic("t", { leaderEpoch: 1 });
      await append(plane, 0, ["a", "b"]);
      const reply = await plane.ask(handleFetch, request([asked], { maxWaitMs: 60_000, ...options }), {
        version,
      });
      const [answer] = reply.responses[0]!.partitions;
      assert.deepEqual(
        [answer!.errorCode, answer!.highWatermark, answer!.lastStableOffset, answer!.logStartOffset],
        [code, -1, -1, -1],
      );
    });
  }

  it("tells where histories part", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    await append(plane, 0, ["a", "b"]);
    const asked = request([{ offset: 9, lastEpoch: 0 }], { maxWaitMs: 60_000 });
    const reply = await plane.ask(handleFetch, asked, { version });
    const [answer] = reply.responses[0]!.partitions;
    assert.deepEqual([answer!.errorCode, answer!.divergingEpoch], [0, { epoch: 0, endOffset: 2 }]);
  });

  it("answers unknown topic ids as such, and knows the others", async (test) => {
    const plane = await DataPlane.open(test);
    const topicId = await plane.topic("t");
    const ask = async (id: string) => {
      const asked = request([], { topics: [{ topicId: id, partitions: [partition()] }] });
      const reply = await plane.ask(handleFetch, asked);
      return reply.responses[0]!.partitions[0]!.errorCode;
    };
    assert.equal(await ask(topicId), errorCode.NONE);
    assert.equal(await ask(zeroUuid), errorCode.UNKNOWN_TOPIC_ID);
  });

  it("gives at least one batch of the first partition that has one, whatever the limits", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 3 });
    const size = await append(plane, 1, ["a"]);
    await append(plane, 1, ["b"]);
    await append(plane, 2, ["c"]);
    const asked = [{ index: 0 }, { index: 1, maxBytes: 0 }, { index: 2 }];
    const reply = await plane.ask(handleFetch, request(asked, { maxBytes: 1 }), { version });
    assert.deepEqual(summary(reply), [
      [0, 0, 0, 0],
      [1, 0, 2, size],
      [2, 0, 1, 0],
    ]);
  });

  it("reads from the disk what is not in memory any more", async (test) => {
    const plane = await DataPlane.open(test, { tailBytes: 0 });
    await plane.topic("t");
    const size = await append(plane, 0, ["a".repeat(50_000)]);
    const reply = await plane.ask(handleFetch, request([{}]), { version });
    assert.deepEqual(summary(reply), [[0, 0, 1, size]]);
  });

  it("waits for min.bytes, and wakes when they are there", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 2 });
    const size = await append(plane, 0, ["a"]);
    const asked = request([{ index: 0 }, { index: 1 }], { minBytes: 2 * size, maxWaitMs: 60_000 });
    const reply = plane.ask(handleFetch, asked, { version });
    await append(plane, 1, ["b"]);
    assert.deepEqual(summary(await reply), [
      [0, 0, 1, size],
      [1, 0, 1, size],
    ]);
  });

  it("gives what there is when the time is over", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const size = await append(plane, 0, ["a"]);
    const asked = request([{}], { minBytes: 1000, maxWaitMs: 5 });
    assert.deepEqual(summary(await plane.ask(handleFetch, asked, { version })), [[0, 0, 1, size]]);
  });

  it("does not hurry for partitions that the cluster does not have, and tells them last", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const asked = request([{ index: 9 }, { index: 0 }], { maxWaitMs: 60_000 });
    const reply = plane.ask(handleFetch, asked, { version });
    const size = await append(plane, 0, ["a"]);
    assert.deepEqual(summary(await reply), [
      [0, 0, 1, size],
      [9, errorCode.UNKNOWN_TOPIC_OR_PARTITION, -1, 0],
    ]);
  });

  it("wakes when the topic is deleted", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const reply = plane.ask(handleFetch, request([{}], { maxWaitMs: 60_000 }), { version });
    await plane.deleteTopic("t");
    assert.deepEqual(summary(await reply), [[0, errorCode.UNKNOWN_TOPIC_OR_PARTITION, -1, 0]]);
  });

  it("is let go when the broker stops or the client leaves", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const stopped = plane.ask(handleFetch, request([{}], { maxWaitMs: 60_000 }), { version });
    plane.stopping.abort();
    assert.deepEqual(summary(await stopped), [[0, 0, 0, 0]]);
    const left = plane.exchange(handleFetch, request([{}], { maxWaitMs: 60_000 }), { version });
    plane.closed.abort();
    assert.equal(await left, "silent");
  });

  it("names the leader where it is another broker", async (test) => {
    const plane = await DataPlane.open(test);
    const topicId = await plane.topic("t", { replicas: [1, 2], leader: 2, leaderEpoch: 4 });
    const asked = request([], { topics: [{ topicId, partitions: [partition()] }] });
    const [answer] = (await plane.ask(handleFetch, asked)).responses[0]!.partitions;
    assert.equal(answer!.errorCode, errorCode.NOT_LEADER_OR_FOLLOWER);
    assert.deepEqual(answer!.currentLeader, { leaderId: 2, leaderEpoch: 4 });
  });

  it("answers an isolation level that there is not as Kafka's exception does", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const reply = await plane.ask(handleFetch, request([{}], { isolationLevel: 7 }), { version });
    assert.equal(reply.errorCode, errorCode.UNKNOWN_SERVER_ERROR);
    assert.deepEqual(summary(reply), [[0, errorCode.UNKNOWN_SERVER_ERROR, -1, 0]]);
  });
});

describe("a fetch of committed data", () => {
  const transactional = { producerId: 7, producerEpoch: 0, isTransactional: true };
  const records = [{ key: null, value: Buffer.from("a"), timestamp: 1000 }];

  async function endTransaction(plane: DataPlane, outcome: "commit" | "abort"): Promise<void> {
    const { log, leaderEpoch } = plane.partitions.byName("t", 0)!;
    const { producerId, producerEpoch } = transactional;
    const marker = buildEndTransactionMarker({
      producerId,
      producerEpoch,
      outcome,
      coordinatorEpoch: 0,
      timestamp: 1000,
    });
    const appended = log.append(marker, { origin: "coordinator", leaderEpoch });
    assert.ok(appended.kind === "appended");
    await appended.written;
  }

  it("ends where the first open transaction begins, and wakes when it has ended", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const size = await append(plane, 0, ["before"]);
    const inside = await plane.append("t", 0, { records, ...transactional, baseSequence: 0 });
    const asked = request([{}], { isolationLevel: 1 });
    const [open] = (await plane.ask(handleFetch, asked, { version })).responses[0]!.partitions;
    assert.deepEqual([open!.highWatermark, open!.lastStableOffset, open!.records?.length], [2, 1, size]);

    const waiting = plane.ask(
      handleFetch,
      request([{ offset: 1 }], { isolationLevel: 1, maxWaitMs: 60_000 }),
      {
        version,
      },
    );
    await append(plane, 0, ["after"]);
    await endTransaction(plane, "commit");
    const [ended] = (await waiting).responses[0]!.partitions;
    assert.deepEqual([ended!.lastStableOffset, ended!.abortedTransactions], [4, []]);
    assert.ok(ended!.records!.length > inside);
  });

  it("tells which transactions were aborted", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    await append(plane, 0, ["before"]);
    await plane.append("t", 0, { records, ...transactional, baseSequence: 0 });
    await endTransaction(plane, "abort");
    const committed = request([{}], { isolationLevel: 1 });
    const [answer] = (await plane.ask(handleFetch, committed, { version })).responses[0]!.partitions;
    assert.deepEqual(answer!.abortedTransactions, [{ producerId: 7, firstOffset: 1 }]);
    const [plain] = (await plane.ask(handleFetch, request([{}]), { version })).responses[0]!.partitions;
    assert.equal(plain!.abortedTransactions, null);
  });
});

const ask = (plane: DataPlane, asked: readonly Asked[], options: Partial<FetchRequest>) =>
  plane.ask(
    handleFetch,
    request(asked, {
      topics: asked.length === 0 ? [] : [{ topic: "t", partitions: asked.map(partition) }],
      ...options,
    }),
    { version },
  );

describe("a fetch session", () => {
  it("tells only news", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 2 });
    const opened = await ask(plane, [{ index: 0 }, { index: 1 }], { sessionEpoch: 0 });
    const { sessionId } = opened;
    assert.ok(sessionId > 0);
    assert.deepEqual(summary(opened), [
      [0, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
    assert.deepEqual(summary(await ask(plane, [], { sessionId, sessionEpoch: 1 })), []);
    const size = await append(plane, 1, ["a"]);
    assert.deepEqual(summary(await ask(plane, [], { sessionId, sessionEpoch: 2 })), [[1, 0, 1, size]]);
    assert.deepEqual(
      summary(await ask(plane, [{ index: 1, offset: 1 }], { sessionId, sessionEpoch: 3 })),
      [],
    );
  });

  it("goes on telling errors, and that they are over", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const { sessionId } = await ask(plane, [{ offset: 5 }], { sessionEpoch: 0 });
    assert.deepEqual(summary(await ask(plane, [], { sessionId, sessionEpoch: 1 })), [[0, 1, -1, 0]]);
    assert.deepEqual(summary(await ask(plane, [{ offset: 0 }], { sessionId, sessionEpoch: 2 })), [
      [0, 0, 0, 0],
    ]);
  });

  it("is refused with a wrong id, epoch or kind of topic names", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const { sessionId } = await ask(plane, [{}], { sessionEpoch: 0 });
    const wrongId = await ask(plane, [], { sessionId: sessionId ^ 1, sessionEpoch: 1 });
    assert.deepEqual([wrongId.errorCode, wrongId.sessionId], [errorCode.FETCH_SESSION_ID_NOT_FOUND, 0]);
    const wrongEpoch = await ask(plane, [], { sessionId, sessionEpoch: 2 });
    assert.equal(wrongEpoch.errorCode, errorCode.INVALID_FETCH_SESSION_EPOCH);
    const byId = await plane.ask(handleFetch, request([], { topics: [], sessionId, sessionEpoch: 1 }));
    assert.equal(byId.errorCode, errorCode.FETCH_SESSION_TOPIC_ID_ERROR);
  });

  it("ends when all is forgotten, and when it is closed", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const forgotten = await ask(plane, [{}], { sessionEpoch: 0 });
    const last = await ask(plane, [], {
      sessionId: forgotten.sessionId,
      sessionEpoch: 1,
      forgottenTopicsData: [{ topic: "t", partitions: [0] }],
    });
    assert.deepEqual([last.errorCode, last.sessionId], [0, 0]);
    const closed = await ask(plane, [{}], { sessionEpoch: 0 });
    await ask(plane, [], { sessionId: closed.sessionId, sessionEpoch: -1 });
    assert.equal(plane.broker.fetchSessions.size, 0);
  });

  it("refuses the answer to a request that came twice", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const { sessionId } = await ask(plane, [{}], { sessionEpoch: 0 });
    const first = ask(plane, [], { sessionId, sessionEpoch: 1, maxWaitMs: 60_000 });
    await ask(plane, [], { sessionId, sessionEpoch: 2 });
    await append(plane, 0, ["a"]);
    assert.equal((await first).errorCode, errorCode.INVALID_FETCH_SESSION_EPOCH);
  });

  it("reads a partition that is named twice as it is named last", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    await append(plane, 0, ["a"]);
    const size = await append(plane, 0, ["b"]);
    assert.deepEqual(summary(await ask(plane, [{ offset: 0 }, { offset: 1 }], {})), [[0, 0, 2, size]]);
  });
});
