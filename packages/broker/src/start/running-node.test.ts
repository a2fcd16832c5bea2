import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  apis,
  apiVersions,
  createTopics,
  describeCluster,
  errorCode,
  fetch,
  findCoordinator,
  heartbeat,
  joinGroup,
  metadata,
  zeroUuid,
} from "@ottla/protocol";
import { TestNode } from "../testing/test-node.ts";

const aTopic = { numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };

test("a node in an empty directory formats it, and serves topics that are created", async (t) => {
  const node = await TestNode.start(t);
  const client = await node.connect(t);
  const created = await client.ask(createTopics, 7, {
    topics: [{ name: "orders", ...aTopic, numPartitions: 3 }],
    timeoutMs: 1000,
    validateOnly: false,
  });
  assert.equal(created.topics[0]?.errorCode, errorCode.NONE);
  const answer = await client.ask(metadata, 13, { topics: null });
  assert.deepEqual(
    answer.topics.map(({ name, partitions }) => [name, partitions.length]),
    [["orders", 3]],
  );
  assert.equal(answer.clusterId, node.node.clusterId);
  assert.match(readFileSync(join(node.directory, "meta.properties"), "utf8"), /node\.id=1/);
});

test("a topic is published with a leader that can serve it", async (t) => {
  const node = await TestNode.start(t);
  const client = await node.connect(t);
  await client.ask(metadata, 4, { topics: [{ name: "auto" }], allowAutoTopicCreation: true });
  for (;;) {
    const answer = await client.ask(metadata, 12, {
      topics: [{ name: "auto" }],
      allowAutoTopicCreation: false,
    });
    const [topic] = answer.topics;
    if (topic?.errorCode === errorCode.UNKNOWN_TOPIC_OR_PARTITION) continue;
    assert.equal(topic?.errorCode, errorCode.NONE);
    assert.equal(topic?.partitions[0]?.leaderId, 1);
    const fetched = await client.ask(fetch, 12, fetchOf("auto"));
    assert.equal(fetched.responses[0]?.partitions[0]?.errorCode, errorCode.NONE);
    break;
  }
});

test("what was created is there after a restart, under the same cluster id", async (t) => {
  const first = await TestNode.start(t);
  const client = await first.connect(t);
  await client.ask(createTopics, 7, {
    topics: [{ name: "kept", ...aTopic }],
    timeoutMs: 1000,
    validateOnly: false,
  });
  await first.stop();
  const second = await TestNode.start(t, { directory: first.directory });
  assert.equal(second.node.clusterId, first.node.clusterId);
  const again = await second.connect(t);
  const answer = await again.ask(metadata, 13, { topics: [{ name: "kept" }] });
  assert.equal(answer.topics[0]?.errorCode, errorCode.NONE);
  assert.equal(answer.topics[0]?.partitions[0]?.leaderId, 1);
});

test("a stop answers a parked fetch, and marks the directory as closed in order", async (t) => {
  const node = await TestNode.start(t);
  const client = await node.connect(t);
  await client.ask(createTopics, 7, {
    topics: [{ name: "quiet", ...aTopic }],
    timeoutMs: 1000,
    validateOnly: false,
  });
  client.send(fetch, 12, { ...fetchOf("quiet"), maxWaitMs: 600_000, minBytes: 1 });
  // Something else is answered on another connection: the fetch is parked by then.
  await (await node.connect(t)).ask(apiVersions, 3, { clientSoftwareName: "t", clientSoftwareVersion: "1" });
  const [frame] = await Promise.all([client.nextFrame(), node.stop()]);
  assert.ok(frame.length > 0);
  await client.closed;
  assert.ok(existsSync(join(node.directory, ".kafka_cleanshutdown")));
});

test("a stop answers a member that waits for its group", async (t) => {
  const node = await TestNode.start(t, { settings: { "group.initial.rebalance.delay.ms": "600000" } });
  const client = await node.connect(t);
  await findGroupCoordinator(client);
  const join = {
    groupId: "g",
    sessionTimeoutMs: 30_000,
    rebalanceTimeoutMs: 30_000,
    memberId: "",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: Buffer.alloc(0) }],
  };
  const { memberId } = await client.ask(joinGroup, 5, join);
  const parked = client.ask(joinGroup, 5, { ...join, memberId });
  // The member is known once its heartbeat is.
  const other = await node.connect(t);
  await other.ask(heartbeat, 4, { groupId: "g", generationId: 0, memberId });
  const [answer] = await Promise.all([parked, node.stop()]);
  assert.equal(answer.errorCode, errorCode.NOT_COORDINATOR);
});

test("each kind of listener says what it serves, and answers for its own nodes", async (t) => {
  const node = await TestNode.start(t);
  const broker = await node.connect(t, "PLAINTEXT");
  const controller = await node.connect(t, "CONTROLLER");
  const ask = { clientSoftwareName: "t", clientSoftwareVersion: "1" };
  const brokerKeys = (await broker.ask(apiVersions, 4, ask)).apiKeys.map(({ apiKey }) => apiKey);
  const controllerKeys = (await controller.ask(apiVersions, 4, ask)).apiKeys.map(({ apiKey }) => apiKey);
  assert.ok(brokerKeys.includes(metadata.key) && !controllerKeys.includes(metadata.key));
  const served = new Map(apis.map((api) => [api.key, api.listeners]));
  assert.deepEqual(
    controllerKeys.filter((key) => served.get(key)?.includes("controller") !== true),
    [],
  );
  assert.deepEqual(
    brokerKeys.filter((key) => served.get(key)?.includes("broker") !== true),
    [],
  );

  const request = { includeClusterAuthorizedOperations: false, includeFencedBrokers: false };
  const brokers = await broker.ask(describeCluster, 2, { ...request, endpointType: 1 });
  const controllers = await controller.ask(describeCluster, 2, { ...request, endpointType: 2 });
  assert.deepEqual([brokers.brokers.length, brokers.controllerId], [1, 1]);
  assert.deepEqual([controllers.brokers.length, controllers.controllerId], [1, 1]);
  const wrong = await broker.ask(describeCluster, 2, { ...request, endpointType: 2 });
  assert.equal(wrong.errorCode, errorCode.MISMATCHED_ENDPOINT_TYPE);
});

test("a node that is a controller alone serves its listener, and keeps no partitions", async (t) => {
  const node = await TestNode.start(t, {
    settings: {
      "process.roles": "controller",
      "node.id": "7",
      listeners: "CONTROLLER://127.0.0.1:0",
      "controller.listener.names": "CONTROLLER",
    },
  });
  const client = await node.connect(t, "CONTROLLER");
  const answer = await client.ask(describeCluster, 1, {
    includeClusterAuthorizedOperations: false,
    endpointType: 2,
  });
  assert.deepEqual([answer.controllerId, answer.brokers.map(({ brokerId }) => brokerId)], [7, [7]]);
});

async function findGroupCoordinator(client: Awaited<ReturnType<TestNode["connect"]>>): Promise<void> {
  for (;;) {
    const answer = await client.ask(findCoordinator, 4, { keyType: 0, coordinatorKeys: ["g"] });
    if (answer.coordinators[0]?.errorCode === errorCode.NONE) return;
  }
}

function fetchOf(topic: string) {
  return {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1_000_000,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [
      {
        topic,
        topicId: zeroUuid,
        partitions: [{ partition: 0, fetchOffset: 0, logStartOffset: -1, partitionMaxBytes: 1_000_000 }],
      },
    ],
    forgottenTopicsData: [],
  };
}
