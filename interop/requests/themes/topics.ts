/** Creating and deleting topics, and adding partitions: what the controller accepts, and what it says otherwise. */
import {
  createPartitions,
  createTopics,
  deleteTopics,
  metadata,
  type RequestInput,
  zeroUuid,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import type { Kit } from "../kit.ts";
import { noSuchId } from "../records.ts";

export const topicsTheme = new Theme("topics");

type Creation = RequestInput<typeof createTopics>["topics"][number];

function creation(name: string, options: Partial<Creation> = {}): Creation {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...options };
}

async function create(kit: Kit, topics: readonly Creation[], validateOnly = false): Promise<void> {
  await kit.ask(createTopics, { topics: [...topics], timeoutMs: 5_000, validateOnly });
}

for (const [what, name] of [
  ["empty", ""],
  ["a dot", "."],
  ["two dots", ".."],
  ["with a blank", "a b"],
  ["with a slash", "a/b"],
  ["with an umlaut", "ä"],
  ["of 250 letters", "x".repeat(250)],
  ["of the metadata log", "__cluster_metadata"],
  ["of the log of groups", "__consumer_offsets"],
] as const) {
  topicsTheme.case(`creating a topic whose name is ${what}`, async (kit) => {
    await create(kit, [creation(name)]);
    await create(kit, [creation(name)], true);
  });
}

const counts: readonly (readonly [string, Partial<Creation>])[] = [
  ["no partitions", { numPartitions: 0 }],
  ["a negative number of partitions", { numPartitions: -2 }],
  ["too many partitions", { numPartitions: 10_001 }],
  ["absurdly many partitions", { numPartitions: 2_000_000_000 }],
  ["no replicas", { replicationFactor: 0 }],
  ["a negative number of replicas", { replicationFactor: -2 }],
  ["more replicas than brokers", { replicationFactor: 2 }],
  ["as the broker is set", { numPartitions: -1, replicationFactor: -1 }],
  ["two partitions assigned", assigned([[1], [1]])],
  ["an assignment and a number of partitions", { ...assigned([[1]]), numPartitions: 1 }],
  ["an assignment and a replication factor", { ...assigned([[1]]), replicationFactor: 1 }],
  ["an assignment to nobody", assigned([[]])],
  ["an assignment to an unknown broker", assigned([[5]])],
  ["an assignment to a negative broker", assigned([[-1]])],
  ["an assignment to the same broker twice", assigned([[1, 1]])],
  ["assignments of different lengths", assigned([[1], [1, 2]])],
  [
    "assignments with a gap",
    {
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [
        { partitionIndex: 0, brokerIds: [1] },
        { partitionIndex: 2, brokerIds: [1] },
      ],
    },
  ],
  [
    "a partition assigned twice",
    {
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [
        { partitionIndex: 0, brokerIds: [1] },
        { partitionIndex: 0, brokerIds: [1] },
      ],
    },
  ],
  [
    "assignments that begin at one",
    { numPartitions: -1, replicationFactor: -1, assignments: [{ partitionIndex: 1, brokerIds: [1] }] },
  ],
];

function assigned(replicas: readonly number[][]): Partial<Creation> {
  const assignments = replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds }));
  return { numPartitions: -1, replicationFactor: -1, assignments };
}

for (const [name, options] of counts) {
  topicsTheme.case(`creating a topic with ${name}`, async (kit) => {
    await create(kit, [creation(kit.name("topic"), options)], true);
    await create(kit, [creation(kit.name("topic"), options)]);
  });
}

const settings: readonly (readonly [string, ...(readonly [string, string | null])[]])[] = [
  ["an unknown setting", ["no.such.setting", "1"]],
  ["a null value", ["retention.ms", null]],
  ["a number that is none", ["retention.ms", "soon"]],
  ["a number that is too large", ["segment.bytes", "99999999999"]],
  ["a segment that is too small", ["segment.bytes", "13"]],
  ["a negative time", ["segment.ms", "-1"]],
  ["a retention below -1", ["retention.ms", "-2"]],
  ["a policy that is none", ["cleanup.policy", "keep"]],
  ["an empty policy", ["cleanup.policy", ""]],
  ["two policies", ["cleanup.policy", "compact,delete"]],
  ["the same policy twice", ["cleanup.policy", "delete,delete"]],
  ["a codec that is none", ["compression.type", "brotli"]],
  ["a level that is too high", ["compression.zstd.level", "99"]],
  ["a boolean that is none", ["preallocate", "maybe"]],
  ["a ratio beyond one", ["min.cleanable.dirty.ratio", "1.5"]],
  ["a ratio as text", ["min.cleanable.dirty.ratio", "0.50"]],
  ["a time stamp type that is none", ["message.timestamp.type", "Whenever"]],
  ["no in-sync replicas", ["min.insync.replicas", "0"]],
  ["a number with zeros before it", ["retention.ms", "0077"]],
  ["a number with blanks around it", ["retention.ms", " 77 "]],
  ["the same setting twice", ["retention.ms", "1"], ["retention.ms", "2"]],
  ["two that do not go together", ["min.compaction.lag.ms", "100"], ["max.compaction.lag.ms", "10"]],
  ["local retention above retention", ["retention.ms", "1000"], ["local.retention.ms", "2000"]],
  ["tiered storage, which the broker has not", ["remote.storage.enable", "true"]],
  ["throttled replicas", ["leader.replication.throttled.replicas", "0:1"]],
  ["throttled replicas that are none", ["leader.replication.throttled.replicas", "all"]],
  ["a setting of brokers", ["log.retention.ms", "1000"]],
  ["an empty name of a setting", ["", "1"]],
  ["a setting that went away", ["message.format.version", "3.0"]],
];

for (const [name, ...given] of settings) {
  topicsTheme.case(`creating a topic with ${name}`, async (kit) => {
    const configs = given.map(([key, value]) => ({ name: key, value }));
    await create(kit, [creation(kit.name("topic"), { configs })]);
    await kit.ask(
      createTopics,
      { topics: [creation(kit.name("other"), { configs })], timeoutMs: 5_000, validateOnly: true },
      { version: 4 },
    );
  });
}

topicsTheme.case("creating what is there, twice over, and none", async (kit) => {
  const topic = await kit.topic("there.is");
  await create(kit, [creation(topic.name)]);
  await create(kit, [creation(topic.name)], true);
  await create(kit, [creation(kit.name("new")), creation(kit.name("new"))]);
  await create(kit, [creation(kit.name("there_is"))]);
  await create(kit, [creation(kit.name("fine")), creation("a b"), creation(kit.name("there_is"))]);
  await create(kit, []);
});

topicsTheme.case("creating topics whose names clash with each other", async (kit) => {
  await create(kit, [creation(kit.name("a.b")), creation(kit.name("a_b"))]);
});

topicsTheme.case("creating without time to wait", async (kit) => {
  for (const timeoutMs of [0, -1]) {
    await kit.ask(createTopics, { topics: [creation(kit.name(`t${timeoutMs}`))], timeoutMs });
  }
  await kit.topic("after");
  const topics = ["t0", "t-1"].map((name) => ({ name: kit.name(name) }));
  await kit.ask(metadata, { topics, allowAutoTopicCreation: false });
});

topicsTheme.case("deleting and growing without time to wait", async (kit) => {
  const topic = await kit.topic();
  for (const timeoutMs of [0, -1]) {
    const growth = { name: topic.name, count: 2, assignments: null };
    await kit.ask(createPartitions, { topics: [growth], timeoutMs, validateOnly: false });
    await kit.ask(deleteTopics, { topics: [{ name: topic.name, topicId: zeroUuid }], timeoutMs });
  }
  await kit.topic("after");
  await kit.ask(metadata, { topics: [{ name: topic.name }], allowAutoTopicCreation: false });
});

topicsTheme.case("deleting by name", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(deleteTopics, { topics: [{ name: topic.name, topicId: zeroUuid }], timeoutMs: 5_000 });
  await kit.eventually(
    metadata,
    { topics: [{ name: topic.name }], allowAutoTopicCreation: false },
    ({ topics }) => topics[0]!.errorCode === 3,
  );
  await kit.ask(deleteTopics, { topics: [{ name: topic.name, topicId: zeroUuid }], timeoutMs: 5_000 });
});

topicsTheme.case("deleting by id", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(deleteTopics, { topics: [{ name: null, topicId: noSuchId }], timeoutMs: 5_000 });
  await kit.ask(deleteTopics, { topics: [{ name: null, topicId: topic.id }], timeoutMs: 5_000 });
  await kit.ask(deleteTopics, { topics: [{ name: null, topicId: topic.id }], timeoutMs: 5_000 });
});

topicsTheme.case("deleting what is said in two ways, or not at all", async (kit) => {
  const topic = await kit.topic();
  const another = await kit.topic("another");
  for (const topics of [
    [{ name: topic.name, topicId: topic.id }],
    [{ name: null, topicId: zeroUuid }],
    [{ name: "", topicId: zeroUuid }],
    [
      { name: topic.name, topicId: zeroUuid },
      { name: topic.name, topicId: zeroUuid },
    ],
    [
      { name: topic.name, topicId: zeroUuid },
      { name: null, topicId: topic.id },
      { name: another.name, topicId: zeroUuid },
    ],
    [
      { name: null, topicId: topic.id },
      { name: null, topicId: topic.id },
    ],
    [],
  ]) {
    await kit.ask(deleteTopics, { topics, timeoutMs: 5_000 });
  }
});

topicsTheme.case("deleting names twice, in version 5", async (kit) => {
  const topic = await kit.topic();
  const topicNames = [topic.name, topic.name, kit.name("none")];
  await kit.ask(deleteTopics, { topicNames, timeoutMs: 5_000 }, { version: 5 });
  await kit.ask(deleteTopics, { topicNames: [], timeoutMs: 5_000 }, { version: 5 });
});

topicsTheme.case("deleting and creating again", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(deleteTopics, { topics: [{ name: topic.name, topicId: zeroUuid }], timeoutMs: 5_000 });
  await create(kit, [creation(topic.name, { numPartitions: 2 })]);
  const again = await kit.topicReady(topic.name, 2);
  kit.note("the same id", again.id === topic.id);
  await kit.ask(metadata, { topics: [{ name: null, topicId: topic.id }] });
});

type Growth = RequestInput<typeof createPartitions>["topics"][number];

const growths: readonly (readonly [string, Partial<Growth>])[] = [
  ["fewer", { count: 1 }],
  ["as many", { count: 2 }],
  ["none", { count: 0 }],
  ["a negative number", { count: -1 }],
  ["one more", { count: 3 }],
  ["one more, assigned", { count: 3, assignments: [{ brokerIds: [1] }] }],
  ["one more, assigned to an unknown broker", { count: 3, assignments: [{ brokerIds: [7] }] }],
  ["one more, assigned to nobody", { count: 3, assignments: [{ brokerIds: [] }] }],
  ["one more, assigned to the same broker twice", { count: 3, assignments: [{ brokerIds: [1, 1] }] }],
  ["one more, with two assignments", { count: 3, assignments: [{ brokerIds: [1] }, { brokerIds: [1] }] }],
  ["two more, with one assignment", { count: 4, assignments: [{ brokerIds: [1] }] }],
  ["one more, with an empty list of assignments", { count: 3, assignments: [] }],
  ["as many, with an assignment", { count: 2, assignments: [{ brokerIds: [1] }] }],
];

for (const [name, options] of growths) {
  topicsTheme.case(`partitions: ${name}`, async (kit) => {
    const topic = await kit.topic("topic", { partitions: 2 });
    const topics = [{ name: topic.name, count: 3, assignments: null, ...options }];
    await kit.ask(createPartitions, { topics, timeoutMs: 5_000, validateOnly: true });
    await kit.ask(createPartitions, { topics, timeoutMs: 5_000, validateOnly: false });
  });
}

// Kafka's controller resigns over it, so that nobody has one for a while.
topicsTheme.alone("partitions: too many", async (kit) => {
  const topic = await kit.topic();
  const topics = [{ name: topic.name, count: 10_002, assignments: null }];
  await kit.ask(createPartitions, { topics, timeoutMs: 5_000, validateOnly: true });
  const asked = { topics: [creation(kit.name("after"))], timeoutMs: 5_000, validateOnly: true };
  await kit.eventually(createTopics, asked, (body) => body.topics[0]!.errorCode === 0);
});

topicsTheme.case("partitions: of what is not there, twice over, and none", async (kit) => {
  const topic = await kit.topic();
  for (const names of [[kit.name("none")], [""], ["a b?"], [topic.name, topic.name, kit.name("none")], []]) {
    const topics = names.map((name) => ({ name, count: 3, assignments: null }));
    await kit.ask(createPartitions, { topics, timeoutMs: 5_000, validateOnly: true });
  }
});
