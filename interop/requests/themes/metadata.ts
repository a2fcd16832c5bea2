/** Telling about topics: by name and by id, all of them, and those that are not there yet. */
import {
  describeTopicPartitions,
  metadata,
  type RequestInput,
  type ResponseOf,
  zeroUuid,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { topicsOf } from "../picks.ts";
import { noSuchId } from "../records.ts";

export const metadataTheme = new Theme("metadata");

metadataTheme.case("all topics, in every version", async (kit) => {
  await kit.topic("one");
  await kit.topic("two", { partitions: 2 });
  for (let version = 0; version <= 13; version++) {
    const topics = version === 0 ? [] : null;
    await kit.ask(
      metadata,
      { topics, allowAutoTopicCreation: false },
      { version, pick: topicsOf(kit.prefix) },
    );
  }
});

metadataTheme.case("no topics", async (kit) => {
  for (const version of [1, 8, 13])
    await kit.ask(metadata, { topics: [], allowAutoTopicCreation: false }, { version });
});

metadataTheme.case("names that no topic can have", async (kit) => {
  for (const name of ["", ".", "..", "a b", "a/b", "ä", "x".repeat(250), "a\u0000b"]) {
    for (const allowAutoTopicCreation of [false, true]) {
      await kit.ask(metadata, { topics: [{ name }], allowAutoTopicCreation });
    }
  }
});

metadataTheme.case("a topic that is not there", async (kit) => {
  for (const version of [0, 4, 9, 13]) {
    const asked = { topics: [{ name: kit.name("none") }], allowAutoTopicCreation: false };
    await kit.ask(metadata, version === 0 ? { ...asked, topics: [{ name: "a b" }] } : asked, {
      version: Math.max(version, 4),
    });
  }
});

/** The one topic is there, and every partition has its leader. */
function isLed({ topics: [topic] }: ResponseOf<typeof metadata>): boolean {
  return topic?.errorCode === 0 && topic.partitions.every((partition) => partition.errorCode === 0);
}

metadataTheme.case("a topic comes into being", async (kit) => {
  const asked = { topics: [{ name: kit.name("born") }], allowAutoTopicCreation: true };
  await kit.ask(metadata, asked);
  await kit.eventually(metadata, asked, isLed);
});

metadataTheme.case("a topic comes into being in version 1", async (kit) => {
  const asked = { topics: [{ name: kit.name("born") }] };
  await kit.ask(metadata, asked, { version: 1 });
  await kit.eventually(metadata, asked, isLed, { version: 1 });
});

metadataTheme.case("a name that clashes with another comes into being", async (kit) => {
  await kit.topic("a_b");
  const asked = { topics: [{ name: kit.name("a.b") }], allowAutoTopicCreation: true };
  await kit.ask(metadata, asked);
  await kit.ask(metadata, asked);
});

metadataTheme.case("by id", async (kit) => {
  const topic = await kit.topic();
  for (const version of [10, 11, 12, 13]) {
    await kit.ask(metadata, { topics: [{ topicId: topic.id, name: null }] }, { version });
  }
  await kit.ask(metadata, { topics: [{ topicId: noSuchId, name: null }] });
  await kit.ask(metadata, {
    topics: [
      { topicId: topic.id, name: null },
      { topicId: noSuchId, name: null },
    ],
  });
});

metadataTheme.case("by ids, and what is allowed", async (kit) => {
  const topic = await kit.topic();
  const topics = [topic.id, noSuchId].map((topicId) => ({ topicId, name: null }));
  await kit.ask(metadata, { topics, includeTopicAuthorizedOperations: true });
});

metadataTheme.case("by name and id at once", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(metadata, { topics: [{ topicId: topic.id, name: topic.name }] });
  await kit.ask(metadata, { topics: [{ topicId: noSuchId, name: topic.name }] });
  await kit.ask(metadata, { topics: [{ topicId: topic.id, name: null }, { name: topic.name }] });
});

metadataTheme.case("by neither name nor id", async (kit) => {
  for (const version of [10, 12, 13])
    await kit.ask(metadata, { topics: [{ topicId: zeroUuid, name: null }] }, { version });
});

metadataTheme.case("the same name twice", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(metadata, { topics: [{ name: topic.name }, { name: topic.name }] });
  await kit.ask(metadata, {
    topics: [{ name: kit.name("none") }, { name: kit.name("none") }],
    allowAutoTopicCreation: false,
  });
});

metadataTheme.case("internal topics", async (kit) => {
  for (const version of [0, 1, 13]) {
    await kit.ask(metadata, { topics: [{ name: "__consumer_offsets" }] }, { version });
  }
  await kit.ask(metadata, { topics: [{ name: "__cluster_metadata" }], allowAutoTopicCreation: false });
});

for (const version of [8, 9, 10]) {
  metadataTheme.case(`what is allowed, as version ${version} tells it`, async (kit) => {
    const topic = await kit.topic();
    for (const [cluster, topicToo] of [
      [true, false],
      [false, true],
    ] as const) {
      await kit.ask(
        metadata,
        {
          topics: [{ name: topic.name }, { name: kit.name("none") }],
          allowAutoTopicCreation: false,
          includeClusterAuthorizedOperations: cluster,
          includeTopicAuthorizedOperations: topicToo,
        },
        { version },
      );
    }
  });
}

type Pages = RequestInput<typeof describeTopicPartitions>;

/** Two topics of three and two partitions, asked for with a limit or a cursor. */
const pages: readonly (readonly [string, Omit<Pages, "topics">])[] = [
  ["all", {}],
  ["a limit of none", { responsePartitionLimit: 0 }],
  ["a negative limit", { responsePartitionLimit: -1 }],
  ["a limit of one", { responsePartitionLimit: 1 }],
  ["a limit in the first topic", { responsePartitionLimit: 2 }],
  ["a limit at the first topic's end", { responsePartitionLimit: 3 }],
  ["a limit in the second topic", { responsePartitionLimit: 4 }],
  ["a limit of exactly all", { responsePartitionLimit: 5 }],
  ["a limit beyond the broker's", { responsePartitionLimit: 1_000_000 }],
  ["a cursor in the first topic", { cursor: { topicName: "a", partitionIndex: 1 } }],
  ["a cursor in the second topic", { cursor: { topicName: "b", partitionIndex: 1 } }],
  ["a cursor beyond the first topic's end", { cursor: { topicName: "a", partitionIndex: 9 } }],
  ["a cursor before all", { cursor: { topicName: "0", partitionIndex: 0 } }],
  ["a cursor between the topics", { cursor: { topicName: "aa", partitionIndex: 1 } }],
  ["a cursor after all", { cursor: { topicName: "c", partitionIndex: 0 } }],
  ["a negative cursor", { cursor: { topicName: "a", partitionIndex: -1 } }],
  ["a cursor and a limit", { cursor: { topicName: "a", partitionIndex: 1 }, responsePartitionLimit: 2 }],
];

for (const [name, options] of pages) {
  metadataTheme.case(`pages: ${name}`, async (kit) => {
    await kit.topic("a", { partitions: 3 });
    await kit.topic("b", { partitions: 2 });
    const topics = [{ name: kit.name("b") }, { name: kit.name("a") }];
    const { cursor = null } = options;
    const whole = cursor === null ? null : { ...cursor, topicName: kit.name(cursor.topicName) };
    await kit.ask(describeTopicPartitions, { topics, ...options, cursor: whole });
  });
}

metadataTheme.case("pages: a topic without a name", async (kit) => {
  const topic = await kit.topic();
  const topics = ["", topic.name].map((name) => ({ name }));
  await kit.ask(describeTopicPartitions, { topics });
  await kit.ask(describeTopicPartitions, { topics: topics.slice(0, 1) });
  await kit.ask(describeTopicPartitions, { topics, cursor: { topicName: "", partitionIndex: 0 } });
});

metadataTheme.case("pages: topics that are not there, and one that is", async (kit) => {
  const topic = await kit.topic();
  const topics = [topic.name, kit.name("none"), "a b?", "", "__consumer_offsets", topic.name].map((name) => ({
    name,
  }));
  await kit.ask(describeTopicPartitions, { topics });
  await kit.ask(describeTopicPartitions, { topics, responsePartitionLimit: 1 });
  const cursor = { topicName: kit.name("none"), partitionIndex: 0 };
  await kit.ask(describeTopicPartitions, { topics: [{ name: topic.name }], cursor });
});
