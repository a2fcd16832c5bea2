import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alterClientQuotas,
  createTopics,
  describeClientQuotas,
  describeConfigs,
  describeQuorum,
  describeTopicPartitions,
  errorCode,
  findCoordinator,
  incrementalAlterConfigs,
  listConfigResources,
  metadata,
  zeroUuid,
} from "@ottla/protocol";
import type { TestClient } from "../testing/test-client.ts";
import { TestNode } from "../testing/test-node.ts";

const types = { topic: 2, broker: 4, brokerLogger: 8, clientMetrics: 16, group: 32 };

async function create(client: TestClient, ...topics: [name: string, partitions: number][]): Promise<void> {
  await client.ask(createTopics, 7, {
    topics: topics.map(([name, numPartitions]) => ({
      name,
      numPartitions,
      replicationFactor: 1,
      assignments: [],
      configs: [],
    })),
    timeoutMs: 1000,
    validateOnly: false,
  });
}

test("Metadata tells topics by name and by id, and what is wrong with those that are not there", async (t) => {
  const client = await (await TestNode.start(t)).connect(t);
  await create(client, ["known", 2]);
  const named = await client.ask(metadata, 13, {
    topics: [{ name: "unknown" }, { name: "known" }, { name: "not a name" }, { name: "known" }],
    allowAutoTopicCreation: false,
  });
  assert.deepEqual(
    named.topics.map(({ name, errorCode: code, partitions }) => [name, code, partitions.length]),
    [
      ["known", errorCode.NONE, 2],
      ["unknown", errorCode.UNKNOWN_TOPIC_OR_PARTITION, 0],
      ["not a name", errorCode.INVALID_TOPIC_EXCEPTION, 0],
    ],
  );
  const [known] = named.topics;
  const strange = "AAAAAAAAAAAAAAAAAAAB_w";
  const byId = await client.ask(metadata, 13, {
    topics: [
      { name: null, topicId: known!.topicId },
      { name: null, topicId: strange },
    ],
  });
  assert.deepEqual(
    byId.topics.map(({ name, errorCode: code }) => [name, code]),
    [
      ["known", errorCode.NONE],
      [null, errorCode.UNKNOWN_TOPIC_ID],
    ],
  );
  const none = await client.ask(metadata, 13, { topics: [] });
  assert.deepEqual([none.topics.length, none.brokers.length], [0, 1]);
  const all = await client.ask(metadata, 0, { topics: [] });
  assert.deepEqual(
    all.topics.map(({ name }) => name),
    ["known"],
  );
  const nobody = await client.ask(metadata, 13, { topics: [{ name: null, topicId: zeroUuid }] });
  assert.deepEqual(
    [nobody.errorCode, nobody.brokers, nobody.clusterId],
    [errorCode.UNKNOWN_SERVER_ERROR, [], null],
  );
});

test("auto.create.topics.enable=false keeps topics from coming into being", async (t) => {
  const node = await TestNode.start(t, { settings: { "auto.create.topics.enable": "false" } });
  const client = await node.connect(t);
  for (let round = 0; round < 2; round += 1) {
    const { topics } = await client.ask(metadata, 12, {
      topics: [{ name: "x" }],
      allowAutoTopicCreation: true,
    });
    assert.equal(topics[0]?.errorCode, errorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }
});

test("asking for a group's coordinator brings its topic into being, as Apache Kafka configures it", async (t) => {
  const client = await (await TestNode.start(t)).connect(t);
  for (;;) {
    const { coordinators } = await client.ask(findCoordinator, 6, { keyType: 0, coordinatorKeys: ["g"] });
    if (coordinators[0]?.errorCode === errorCode.COORDINATOR_NOT_AVAILABLE) continue;
    assert.deepEqual([coordinators[0]?.nodeId, coordinators[0]?.errorCode], [1, errorCode.NONE]);
    break;
  }
  const { results } = await client.ask(describeConfigs, 4, {
    resources: [
      {
        resourceType: types.topic,
        resourceName: "__consumer_offsets",
        configurationKeys: ["cleanup.policy", "compression.type", "segment.bytes"],
      },
    ],
  });
  assert.deepEqual(Object.fromEntries(results[0]!.configs.map(({ name, value }) => [name, value])), {
    "cleanup.policy": "compact",
    "compression.type": "producer",
    "segment.bytes": "104857600",
  });
  const old = await client.ask(findCoordinator, 2, { key: "g", keyType: 0 });
  assert.deepEqual([old.errorCode, old.errorMessage], [errorCode.NONE, "NONE"]);
  const transactional = await client.ask(findCoordinator, 4, { keyType: 1, coordinatorKeys: ["t"] });
  assert.equal(transactional.coordinators[0]?.errorCode, errorCode.COORDINATOR_NOT_AVAILABLE);
});

test("the level of the log is a setting that lasts as long as the process", async (t) => {
  const client = await (await TestNode.start(t)).connect(t);
  const level = async (): Promise<string | null | undefined> => {
    const { results } = await client.ask(describeConfigs, 4, {
      resources: [{ resourceType: types.brokerLogger, resourceName: "1", configurationKeys: null }],
    });
    return results[0]?.configs[0]?.value;
  };
  assert.equal(await level(), "FATAL");
  const change = (value: string, validateOnly: boolean) =>
    client.ask(incrementalAlterConfigs, 1, {
      resources: [
        {
          resourceType: types.brokerLogger,
          resourceName: "1",
          configs: [{ name: "root", configOperation: 0, value }],
        },
      ],
      validateOnly,
    });
  await change("WARN", true);
  assert.equal(await level(), "FATAL");
  await change("ERROR", false);
  assert.equal(await level(), "ERROR");
  const refused = await change("LOUD", false);
  assert.equal(refused.responses[0]?.errorCode, errorCode.INVALID_CONFIG);
  assert.equal(await level(), "ERROR");
});

test("DescribeConfigs refuses what it cannot describe, each in its own way", async (t) => {
  const client = await (await TestNode.start(t)).connect(t);
  const cases: [resourceType: number, resourceName: string, code: number][] = [
    [types.topic, "nowhere", errorCode.UNKNOWN_TOPIC_OR_PARTITION],
    [types.topic, "not a name", errorCode.INVALID_TOPIC_EXCEPTION],
    [types.broker, "2", errorCode.INVALID_REQUEST],
    [types.broker, "one", errorCode.INVALID_REQUEST],
    [types.brokerLogger, "", errorCode.INVALID_REQUEST],
    [types.clientMetrics, "", errorCode.INVALID_REQUEST],
    [types.group, "", errorCode.INVALID_REQUEST],
  ];
  const resources = cases.map(([resourceType, resourceName]) => ({
    resourceType,
    resourceName,
    configurationKeys: null,
  }));
  const { results } = await client.ask(describeConfigs, 4, { resources });
  assert.deepEqual(
    results.map(({ errorCode: code }) => code),
    cases.map(([, , code]) => code),
  );
  const stranger = { resourceType: 7, resourceName: "x", configurationKeys: null };
  const refused = await client.ask(describeConfigs, 4, { resources: [stranger] });
  assert.equal(refused.results[0]?.errorCode, errorCode.INVALID_REQUEST);
});

test("topics are paged through in the order of their names", async (t) => {
  const client = await (await TestNode.start(t)).connect(t);
  await create(client, ["b", 3], ["a", 2]);
  const seen: string[] = [];
  let cursor: { topicName: string; partitionIndex: number } | null = null;
  do {
    const page: Awaited<ReturnType<typeof ask>> = await ask(cursor);
    for (const { name, partitions } of page.topics) {
      seen.push(...partitions.map(({ partitionIndex }) => `${name}-${partitionIndex}`));
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(seen, ["a-0", "a-1", "b-0", "b-1", "b-2"]);

  function ask(from: typeof cursor) {
    return client.ask(describeTopicPartitions, 0, { topics: [], responsePartitionLimit: 2, cursor: from });
  }
});

test("resources with settings are listed by kind; version 0 knows one kind", async (t) => {
  const client = await (await TestNode.start(t)).connect(t);
  await create(client, ["t", 1]);
  await client.ask(incrementalAlterConfigs, 1, {
    resources: [
      {
        resourceType: types.clientMetrics,
        resourceName: "m",
        configs: [{ name: "interval.ms", configOperation: 0, value: "1000" }],
      },
    ],
    validateOnly: false,
  });
  const all = await client.ask(listConfigResources, 1, { resourceTypes: [] });
  assert.deepEqual(
    new Set(all.configResources.map(({ resourceType, resourceName }) => `${resourceType}/${resourceName}`)),
    new Set([`${types.clientMetrics}/m`, `${types.topic}/t`, `${types.broker}/1`, `${types.brokerLogger}/1`]),
  );
  const old = await client.ask(listConfigResources, 0, {});
  assert.deepEqual(
    old.configResources.map(({ resourceName }) => resourceName),
    ["m"],
  );
  const unknown = await client.ask(listConfigResources, 1, { resourceTypes: [99] });
  assert.equal(unknown.errorCode, errorCode.UNSUPPORTED_VERSION);
});

function about(topicName: string) {
  return { topics: [{ topicName, partitions: [{ partitionIndex: 0 }] }] };
}

test("the quorum is described in every version, and only it", async (t) => {
  const client = await (await TestNode.start(t)).connect(t);
  for (const version of [0, 1, 2]) {
    const { topics } = await client.ask(describeQuorum, version, about("__cluster_metadata"));
    const [partition] = topics[0]!.partitions;
    assert.deepEqual([partition?.leaderId, partition?.currentVoters.length], [1, 1]);
  }
  const { topics } = await client.ask(describeQuorum, 2, about("other"));
  assert.equal(topics[0]?.partitions[0]?.errorCode, errorCode.UNKNOWN_TOPIC_OR_PARTITION);
});

test("what is set for quotas is there after a restart", async (t) => {
  const first = await TestNode.start(t);
  const client = await first.connect(t);
  const entity = [{ entityType: "user", entityName: "ada" }];
  const ops = [{ key: "producer_byte_rate", value: 1000, remove: false }];
  await client.ask(alterClientQuotas, 1, { entries: [{ entity, ops }], validateOnly: false });
  await first.stop();
  const second = await (await TestNode.start(t, { directory: first.directory })).connect(t);
  const { entries } = await second.ask(describeClientQuotas, 1, { components: [], strict: false });
  assert.deepEqual(entries?.[0]?.values, [{ key: "producer_byte_rate", value: 1000 }]);
});
