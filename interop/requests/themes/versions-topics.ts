/** Every version of what tells of topics and changes them, asked once as a client would. */
import {
  alterPartitionReassignments,
  createPartitions,
  createTopics,
  deleteTopics,
  describeTopicPartitions,
  electLeaders,
  listPartitionReassignments,
  metadata,
  zeroUuid,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";

export const versionsTopics = new Theme("versions");

/** By name, and no id. */
function byName(name: string): { name: string; topicId: string } {
  return { name, topicId: zeroUuid };
}

versionsTopics.versions(metadata, "one topic", async (kit, version) => {
  const topic = await kit.topic("topic", { partitions: 2 });
  await kit.ask(
    metadata,
    {
      topics: [{ name: topic.name }],
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: true,
      includeTopicAuthorizedOperations: true,
    },
    { version },
  );
});

versionsTopics.versions(createTopics, "two topics", async (kit, version) => {
  const topics = [
    {
      name: kit.name("counted"),
      numPartitions: 3,
      replicationFactor: 1,
      assignments: [],
      configs: [{ name: "retention.ms", value: "1000000" }],
    },
    {
      name: kit.name("assigned"),
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [{ partitionIndex: 0, brokerIds: [1] }],
      configs: [],
    },
  ];
  await kit.ask(createTopics, { topics, timeoutMs: 5_000, validateOnly: true }, { version });
  await kit.ask(createTopics, { topics, timeoutMs: 5_000 }, { version });
  await kit.ask(createTopics, { topics, timeoutMs: 5_000 }, { version });
});

versionsTopics.versions(deleteTopics, "one that is there and one that is not", async (kit, version) => {
  const topic = await kit.topic();
  const asked = { topics: [byName(topic.name), byName(kit.name("none"))], timeoutMs: 5_000 };
  const topicNames = [topic.name, kit.name("none")];
  await kit.ask(deleteTopics, version < 6 ? { topicNames, timeoutMs: 5_000 } : asked, { version });
});

versionsTopics.versions(createPartitions, "from one to three", async (kit, version) => {
  const topic = await kit.topic();
  const topics = [{ name: topic.name, count: 3, assignments: null }];
  await kit.ask(createPartitions, { topics, timeoutMs: 5_000, validateOnly: true }, { version });
  await kit.ask(createPartitions, { topics, timeoutMs: 5_000, validateOnly: false }, { version });
  await kit.ask(createPartitions, { topics, timeoutMs: 5_000, validateOnly: false }, { version });
});

versionsTopics.versions(describeTopicPartitions, "two partitions", async (kit, version) => {
  const topic = await kit.topic("topic", { partitions: 2 });
  await kit.ask(describeTopicPartitions, { topics: [{ name: topic.name }] }, { version });
});

versionsTopics.versions(electLeaders, "the right one leads", async (kit, version) => {
  const topic = await kit.topic();
  await kit.ask(
    electLeaders,
    { electionType: 0, topicPartitions: [{ topic: topic.name, partitions: [0, 7] }], timeoutMs: 5_000 },
    { version },
  );
});

versionsTopics.versions(alterPartitionReassignments, "nothing moves", async (kit, version) => {
  const topic = await kit.topic();
  const partitions = [{ partitionIndex: 0, replicas: null }];
  await kit.ask(
    alterPartitionReassignments,
    { timeoutMs: 5_000, topics: [{ name: topic.name, partitions }] },
    { version },
  );
});

versionsTopics.versions(listPartitionReassignments, "nothing moves", async (kit, version) => {
  const topic = await kit.topic();
  const topics = [{ name: topic.name, partitionIndexes: [0] }];
  await kit.ask(listPartitionReassignments, { timeoutMs: 5_000, topics }, { version });
  await kit.ask(listPartitionReassignments, { timeoutMs: 5_000, topics: null }, { version });
});
