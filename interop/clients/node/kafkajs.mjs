/** Every call of kafkajs. */
import zlib from "node:zlib";
import kafkajs from "kafkajs";
import snappyCodec from "kafkajs-snappy";
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

const {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  CompressionTypes,
  CompressionCodecs,
  ConfigResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} = kafkajs;
CompressionCodecs[CompressionTypes.Snappy] = snappyCodec;
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: async (encoder) => zlib.zstdCompressSync(encoder.buffer),
  decompress: async (buffer) => zlib.zstdDecompressSync(buffer),
});
const codecs = { none: 0, gzip: 1, snappy: 2, zstd: 4 };
const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING });
const admin = kafka.admin();
const resource = { type: ConfigResourceTypes.TOPIC, name: topic };

async function produce(codec) {
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  const messages = recordsOf(codec).map(({ key, value, timestamp }) => ({
    key,
    value,
    timestamp: String(timestamp),
    headers: { codec },
  }));
  await producer.send({ topic, compression: codecs[codec], acks: -1, messages });
  await producer.disconnect();
}

function consumer() {
  return kafka.consumer({ groupId: group, maxWaitTimeInMs: 100 });
}

async function consume() {
  const received = new Received(Object.keys(codecs));
  let fault = null;
  const member = consumer();
  await member.connect();
  await member.subscribe({ topic, fromBeginning: true });
  await member.run({
    eachMessage: async ({ partition, message }) => {
      try {
        const { offset, value, headers } = message;
        received.add(partition, Number(offset), value.toString(), headers.codec.toString());
      } catch (error) {
        fault ??= error;
      }
    },
  });
  await eventually(() => received.isComplete || fault !== null, 40_000);
  await member.commitOffsets(
    [...received.next].map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
  );
  await member.disconnect();
  if (fault !== null) throw fault;
  return received.isComplete || `${received.values.size} values`;
}

async function twoMembers() {
  const shares = [[], []];
  const members = [consumer(), consumer()];
  for (const [index, member] of members.entries()) {
    member.on("consumer.group_join", ({ payload }) => {
      shares[index] = payload.memberAssignment[topic] ?? [];
    });
    await member.connect();
    await member.subscribe({ topic });
    await member.run({ eachMessage: async () => undefined });
  }
  const isShared = await eventually(
    () =>
      shares.every((share) => share.length > 0) &&
      shares
        .flat()
        .toSorted((a, b) => a - b)
        .join() === "0,1,2",
    40_000,
  );
  await Promise.all(members.map((member) => member.disconnect()));
  return isShared || JSON.stringify(shares);
}

async function committed() {
  const [answer] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  return new Map(answer.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
}

async function topicConfig(name) {
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
  return resources[0].configEntries.find((entry) => entry.configName === name).configValue;
}

await admin.connect();
await call("describeCluster", async () => (await admin.describeCluster()).brokers.length === brokerCount);
await call("createTopics", () =>
  admin.createTopics({ topics: [{ topic, numPartitions: 2, replicationFactor: brokerCount }] }),
);
await call("createPartitions", async () => {
  await admin.createPartitions({ topicPartitions: [{ topic, count: partitions }] });
  return eventually(async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0].partitions.length === partitions;
  });
});
await call("describeTopics", async () => {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0].partitions.every(({ leader, isr }) => isr.includes(leader) && isr.length === brokerCount);
});
await call("listTopics", async () => (await admin.listTopics()).includes(topic));
for (const codec of Object.keys(codecs)) await call(`produce ${codec}`, () => produce(codec));
await call("listOffsets", async () => {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.reduce((sum, { high }) => sum + Number(high), 0) === 4 * count;
});
await call("offsetsForTimes", async () => {
  const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, firstTime + count - 1);
  return offsets.every(({ offset }) => Number(offset) > 0);
});
await call("consume with a group", consume);
await call("two members share", twoMembers);
await call("committed offsets", async () => {
  const sum = [...(await committed()).values()].reduce((sum, each) => sum + each, 0);
  return sum === 4 * count || `${sum}`;
});
await call("listGroups", async () =>
  (await admin.listGroups()).groups.some(({ groupId }) => groupId === group),
);
await call("describeGroups", async () => (await admin.describeGroups([group])).groups[0].state === "Empty");
await call("alterGroupOffsets", async () => {
  await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: "7" }] });
  return (await committed()).get(0) === 7;
});
await call("deleteGroups", async () => {
  await admin.deleteGroups([group]);
});
await call("describeConfigs", async () => (await topicConfig("cleanup.policy")) === "delete");
await call("alterConfigs", async () => {
  const configEntries = [{ name: "retention.ms", value: "8640000000000" }];
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
  return eventually(async () => (await topicConfig("retention.ms")) === "8640000000000");
});
await call("broker configs", async () => {
  const broker = { type: ConfigResourceTypes.BROKER, name: "1", configNames: ["log.retention.ms"] };
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [broker] });
  return resources[0].configEntries[0].configName === "log.retention.ms";
});
await call("deleteRecords", async () => {
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "5" }] });
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.find(({ partition }) => partition === 0).low === "5";
});
await call("alterReassignments", () =>
  refused("INVALID_REPLICA_ASSIGNMENT", () =>
    admin.alterPartitionReassignments({
      topics: [{ topic, partitionAssignment: [{ partition: 0, replicas: [1, 1] }] }],
    }),
  ),
);
await call("ACLs refused", () =>
  refused("SECURITY_DISABLED", () =>
    admin.describeAcls({
      resourceType: AclResourceTypes.ANY,
      resourcePatternType: ResourcePatternTypes.ANY,
      operation: AclOperationTypes.ANY,
      permissionType: AclPermissionTypes.ANY,
    }),
  ),
);
await call("listReassignments", async () => {
  const { topics } = await admin.listPartitionReassignments({});
  return topics.length === 0;
});
await call("deleteTopics", async () => {
  await admin.deleteTopics({ topics: [topic] });
  return eventually(async () => !(await admin.listTopics()).includes(topic));
});
await admin.disconnect();
process.exit(0);
