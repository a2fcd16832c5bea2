/** Every call of @platformatic/kafka. */
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from "@platformatic/kafka";
import {
  bootstrap,
  brokerCount,
  call,
  count,
  eventually,
  firstTime,
  group,
  partitions,
  Received,
  recordsOf,
  refused,
  topic,
} from "./calls.mjs";

const groupProtocol = process.env.GROUP_PROTOCOL;
const codecs = ["none", "gzip", "snappy", "lz4", "zstd"];
const base = { clientId: "platformatic", bootstrapBrokers: [bootstrap], retries: 3, retryDelay: 200 };
const admin = new Admin(base);
const resource = { resourceType: 2, resourceName: topic };

async function produce(codec) {
  const producer = new Producer({ ...base, serializers: stringSerializers, idempotent: true });
  const messages = recordsOf(codec).map(({ key, value, timestamp }) => ({
    topic,
    key,
    value,
    timestamp: BigInt(timestamp),
    headers: { codec },
  }));
  await producer.send({ messages, acks: -1, compression: codec });
  await producer.close();
}

function consumer() {
  return new Consumer({
    ...base,
    groupId: group,
    groupProtocol,
    autocommit: false,
    maxWaitTime: 200,
    deserializers: stringDeserializers,
  });
}

async function consume() {
  const received = new Received(codecs);
  const member = consumer();
  const stream = await member.consume({ topics: [topic], mode: "committed", fallbackMode: "earliest" });
  const giveUp = setTimeout(() => stream.close(), 40_000);
  for await (const { partition, offset, value, headers } of stream) {
    received.add(partition, Number(offset), value, headers.get("codec"));
    if (received.isComplete) break;
  }
  clearTimeout(giveUp);
  const offsets = [...received.next].map(([partition, offset]) => ({
    topic,
    partition,
    offset: BigInt(offset),
    leaderEpoch: 0,
  }));
  await member.commit({ offsets });
  await stream.close();
  await member.close(true);
  return received.isComplete || `${received.values.size} values`;
}

async function twoMembers() {
  const members = [consumer(), consumer()];
  await Promise.all(members.map((member) => member.consume({ topics: [topic] })));
  const shares = () => members.map((member) => (member.assignments ?? []).flatMap((each) => each.partitions));
  const isShared = await eventually(
    () =>
      shares().every((share) => share.length > 0) &&
      shares()
        .flat()
        .toSorted((a, b) => a - b)
        .join() === "0,1,2",
    40_000,
  );
  const found = JSON.stringify(shares());
  await Promise.all(members.map((member) => member.close(true)));
  return isShared || found;
}

async function offsets(timestamp) {
  const asked = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp }));
  const [answer] = await admin.listOffsets({ topics: [{ name: topic, partitions: asked }] });
  return answer.partitions.reduce((sum, { offset }) => sum + Number(offset), 0);
}

async function committed() {
  const [answer] = await admin.listConsumerGroupOffsets({ groups: [group] });
  const found = answer.topics.find(({ name }) => name === topic).partitions;
  return new Map(
    found.map(({ partitionIndex, committedOffset }) => [partitionIndex, Number(committedOffset)]),
  );
}

async function topicConfig(name) {
  const [{ configs }] = await admin.describeConfigs({
    resources: [{ ...resource, configurationKeys: [name] }],
  });
  return configs[0].value;
}

await call(
  "createTopics",
  async () =>
    (await admin.createTopics({ topics: [topic], partitions: 2, replicas: brokerCount })).length === 1,
);
await call("createPartitions", async () => {
  await admin.createPartitions({ topics: [{ name: topic, count: partitions, assignments: null }] });
  return eventually(async () => {
    const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
    return topics.get(topic).partitionsCount === partitions;
  });
});
await call(
  "describeCluster",
  async () => (await admin.metadata({ topics: [], forceUpdate: true })).brokers.size === brokerCount,
);
await call("describeTopics", async () => {
  const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
  return topics
    .get(topic)
    .partitions.every(({ leader, isr }) => isr.includes(leader) && isr.length === brokerCount);
});
await call("listTopics", async () => (await admin.listTopics()).includes(topic));
for (const codec of codecs) await call(`produce ${codec}`, () => produce(codec));
await call("listOffsets", async () => (await offsets(-1n)) === 5 * count && (await offsets(-2n)) === 0);
await call("offsetsForTimes", async () => (await offsets(BigInt(firstTime + count - 1))) > 0);
await call("consume with a group", consume);
await call("two members share", twoMembers);
await call("committed offsets", async () => {
  const sum = [...(await committed()).values()].reduce((sum, each) => sum + each, 0);
  return sum === 5 * count || `${sum}`;
});
await call("listGroups", async () => (await admin.listGroups({ types: ["classic", "consumer"] })).has(group));
if (groupProtocol === "classic") {
  await call(
    "describeGroups",
    async () => (await admin.describeGroups({ groups: [group] })).get(group).state.toLowerCase() === "empty",
  );
}
await call("alterGroupOffsets", async () => {
  const partitionOffsets = [{ partition: 0, offset: 7n }];
  await admin.alterConsumerGroupOffsets({ groupId: group, topics: [{ name: topic, partitionOffsets }] });
  return (await committed()).get(0) === 7;
});
await call("deleteGroupOffsets", async () => {
  await admin.deleteConsumerGroupOffsets({
    groupId: group,
    topics: [{ name: topic, partitionIndexes: [0] }],
  });
  return !(await committed()).has(0);
});
await call("deleteGroups", async () => {
  await admin.deleteGroups({ groups: [group] });
});
await call("describeConfigs", async () => (await topicConfig("cleanup.policy")) === "delete");
await call("alterConfigs", async () => {
  const configs = [{ name: "retention.ms", configOperation: 0, value: "8640000000000" }];
  await admin.incrementalAlterConfigs({ resources: [{ ...resource, configs }] });
  return eventually(async () => (await topicConfig("retention.ms")) === "8640000000000");
});
await call("broker configs", async () => {
  const broker = { resourceType: 4, resourceName: "1", configurationKeys: ["log.retention.ms"] };
  const [{ configs }] = await admin.describeConfigs({ resources: [broker] });
  return configs[0].name === "log.retention.ms";
});
await call("ACLs refused", () =>
  refused("SECURITY_DISABLED", () =>
    admin.describeAcls({
      filter: { resourceType: 1, resourcePatternType: 1, operation: 1, permissionType: 1 },
    }),
  ),
);
await call("deleteRecords", async () => {
  const [answer] = await admin.deleteRecords({
    topics: [{ name: topic, partitions: [{ partition: 0, offset: 5n }] }],
  });
  return Number(answer.partitions[0].lowWatermark) === 5;
});
await call("describeLogDirs", async () => {
  const asked = { topics: [{ name: topic, partitions: [0] }] };
  return (await admin.describeLogDirs(asked)).length === brokerCount;
});
await call("client quotas", async () => {
  const entities = [{ entityType: "client-id", entityName: topic }];
  const ops = [{ key: "producer_byte_rate", value: 1e9, remove: false }];
  await admin.alterClientQuotas({ entries: [{ entities, ops }] });
  const components = [{ entityType: "client-id", matchType: 0, match: topic }];
  return eventually(async () => (await admin.describeClientQuotas({ components })).length === 1);
});
await call("deleteTopics", async () => {
  await admin.deleteTopics({ topics: [topic] });
  return eventually(async () => !(await admin.listTopics()).includes(topic));
});
await admin.close();
process.exit(0);
