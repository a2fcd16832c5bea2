import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiVersions,
  createTopics,
  encodeRequest,
  errorCode,
  fetch,
  metadata,
  zeroUuid,
} from "@ottla/protocol";
import { TestNode } from "../testing/test-node.ts";

const who = { clientSoftwareName: "t", clientSoftwareVersion: "1" };

function aTopic(name: string) {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
}

test("a frame larger than socket.request.max.bytes closes the connection as soon as it is announced", async (t) => {
  const node = await TestNode.start(t, { settings: { "socket.request.max.bytes": "1000" } });
  const client = await node.connect(t);
  const length = Buffer.alloc(4);
  length.writeInt32BE(1001);
  client.sendBytes(length);
  await client.closed;
});

test("a request byte by byte is answered like any other", async (t) => {
  const node = await TestNode.start(t);
  const client = await node.connect(t);
  const request = Buffer.concat(encodeRequest(apiVersions, 3, { correlationId: 9, clientId: null }, who));
  for (const byte of request) client.sendBytes(Buffer.from([byte]));
  assert.equal((await client.nextFrame()).readInt32BE(0), 9);
});

test("connections above max.connections.per.ip are closed, and those below are served on", async (t) => {
  const node = await TestNode.start(t, { settings: { "max.connections.per.ip": "2" } });
  const [first, second] = [await node.connect(t), await node.connect(t)];
  await first.ask(apiVersions, 3, who);
  await second.ask(apiVersions, 3, who);
  const third = await node.connect(t);
  await third.closed;
  second.close();
  await second.closed;
  assert.equal((await first.ask(apiVersions, 3, who)).errorCode, errorCode.NONE);
});

test("a connection that asks nothing for connections.max.idle.ms is closed", async (t) => {
  const node = await TestNode.start(t, { settings: { "connections.max.idle.ms": "200" } });
  const client = await node.connect(t);
  await client.ask(apiVersions, 3, who);
  await client.closed;
});

test("a fetch that waits does not make its connection idle", async (t) => {
  const node = await TestNode.start(t, { settings: { "connections.max.idle.ms": "200" } });
  const client = await node.connect(t);
  await client.ask(createTopics, 7, { topics: [aTopic("quiet")], timeoutMs: 1000, validateOnly: false });
  const partition = { partition: 0, fetchOffset: 0, logStartOffset: -1, partitionMaxBytes: 1000 };
  const answer = await client.ask(fetch, 12, {
    maxWaitMs: 700,
    minBytes: 1,
    maxBytes: 1000,
    topics: [{ topic: "quiet", topicId: zeroUuid, partitions: [partition] }],
    forgottenTopicsData: [],
  });
  assert.equal(answer.errorCode, errorCode.NONE);
});

test("pipelined requests are answered in their order, however long each takes", async (t) => {
  const node = await TestNode.start(t);
  const client = await node.connect(t);
  const sent: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    sent.push(client.send(apiVersions, 3, who));
    sent.push(
      client.send(createTopics, 7, { topics: [aTopic(`t${round}`)], timeoutMs: 1000, validateOnly: false }),
      client.send(metadata, 12, { topics: null }),
    );
  }
  const answered: number[] = [];
  for (const _ of sent) answered.push((await client.nextFrame()).readInt32BE(0));
  assert.deepEqual(answered, sent);
});

test("a client that closes its side after asking still hears the answer", async (t) => {
  const node = await TestNode.start(t);
  const client = await node.connect(t);
  client.send(apiVersions, 3, who);
  client.finishSending();
  assert.ok((await client.nextFrame()).length > 0);
  await client.closed;
});

test("who does not take answers is not answered on, and others are not kept waiting", async (t) => {
  const node = await TestNode.start(t);
  const slow = await node.connect(t);
  slow.pause();
  const request = Buffer.concat(encodeRequest(apiVersions, 3, { correlationId: 1, clientId: null }, who));
  // Far more answers than the kernel and the node hold for one connection.
  for (let round = 0; round < 200; round += 1) slow.sendBytes(Buffer.concat(Array(500).fill(request)));
  const other = await node.connect(t);
  assert.equal((await other.ask(apiVersions, 3, who)).errorCode, errorCode.NONE);
  slow.resume();
  for (let count = 0; count < 100_000; count += 1) await slow.nextFrame();
});
