import assert from "node:assert/strict";
import { test } from "node:test";
import { type createTopics, type RequestOf, zeroUuid } from "@ottla/protocol";
import { decideCreateTopics } from "./19-create-topics.ts";
import { directoryOf, kafkaFeatures, World } from "./testing/world.ts";

type Request = RequestOf<typeof createTopics>;
type Topic = Request["topics"][number];

const chosen = { numPartitions: -1, replicationFactor: -1 };

test("a topic of one broker is led by that broker, in its one directory", () => {
  const world = new World();
  const { response, records } = create(world, [topic("a", { numPartitions: 2 })]);
  const [result] = response.topics;
  assert.equal(result!.errorCode, 0);
  assert.deepEqual(kinds(records), ["topic", "partition", "partition"]);
  const made = world.image.topics.byName.get("a")!;
  assert.equal(made.id, result!.topicId);
  assert.equal(made.partitions.length, 2);
  for (const partition of made.partitions) {
    assert.deepEqual(partition, {
      replicas: [1],
      directories: [directoryOf(1)],
      isr: [1],
      removingReplicas: [],
      addingReplicas: [],
      leader: 1,
      leaderRecoveryState: "recovered",
      leaderEpoch: 0,
      partitionEpoch: 0,
      elr: [],
      lastKnownElr: [],
    });
  }
});

test("a broker with several directories chooses one later", () => {
  const world = new World({ brokers: [{ id: 1, directories: [directoryOf(8), directoryOf(9)] }] });
  create(world, [topic("a")]);
  assert.deepEqual(world.partition("a").directories, ["AAAAAAAAAAAAAAAAAAAAAQ"]);
});

test("partitions and replicas that are not said are those of the broker's settings", () => {
  const world = new World({ given: { "num.partitions": "3" } });
  const [result] = create(world, [topic("a", chosen)]).response.topics;
  assert.equal(result!.numPartitions, 3);
  assert.equal(result!.replicationFactor, 1);
});

test("a name that is not valid is refused, with the reason", () => {
  const long = "x".repeat(250);
  for (const [name, reason] of [
    ["", "the empty string is not allowed"],
    [".", "'.' is not allowed"],
    ["..", "'..' is not allowed"],
    [long, `the length of '${long}' is longer than the max allowed length 249`],
    ["x y", characters("x y")],
    ["ü", characters("ü")],
  ] as const) {
    refuses(topic(name), 17, `Topic name is invalid: ${reason}`);
  }
  accepts(topic("x".repeat(249)));
});

test("a name is taken once, and names that differ in dots and underscores are one to metrics", () => {
  const world = new World();
  world.createTopic("a.b");
  refuses(topic("a.b"), 36, "Topic 'a.b' already exists.", world);
  refuses(topic("a_b"), 17, "Topic 'a_b' collides with existing topic: a.b", world);
  accepts(topic("a-b"), world);
});

test("topics of one request are not compared with each other", () => {
  const { response } = create(new World(), [topic("a.b"), topic("a_b")]);
  assert.deepEqual(codes(response.topics), [0, 0]);
});

test("a topic that a request names twice is answered once, after the others", () => {
  const { response } = create(new World(), [topic("d"), topic("d"), topic("e"), topic("d")]);
  assert.deepEqual(answers(response.topics), [
    ["e", 0, null],
    ["d", 42, "Duplicate topic name."],
  ]);
});

test("the metadata log is no topic, other internal topics are", () => {
  const names = ["__cluster_metadata", "__consumer_offsets", "__cluster_metadata2"];
  const { response } = create(
    new World(),
    names.map((name) => topic(name)),
  );
  assert.deepEqual(answers(response.topics), [
    ["__consumer_offsets", 0, null],
    ["__cluster_metadata2", 0, null],
    ["__cluster_metadata", 42, "Creation of internal topic __cluster_metadata is prohibited."],
  ]);
});

test("counts must be positive, or left to the broker; the replication factor is checked first", () => {
  const noPartitions = "Number of partitions was set to an invalid non-positive value.";
  const noReplicas = "Replication factor must be larger than 0, or -1 to use the default value.";
  refuses(topic("a", { numPartitions: 0 }), 37, noPartitions);
  refuses(topic("a", { numPartitions: -2 }), 37, noPartitions);
  refuses(topic("a", { replicationFactor: 0 }), 38, noReplicas);
  refuses(topic("a", { replicationFactor: -2, numPartitions: 0 }), 38, noReplicas);
});

test("there are no more replicas than brokers", () => {
  refuses(
    topic("a", { replicationFactor: 2 }),
    38,
    "Unable to replicate the partition 2 time(s): The target replication factor of 2 cannot be reached because only " +
      "1 broker(s) are registered or some brokers have all their log directories cordoned.",
  );
});

test("where replicas are clamped, there are as many as brokers that can take them", () => {
  const given = { "test.clamp.replication.factor": "true" };
  for (const [brokerIds, wanted, got] of [
    [[1], 3, 1],
    [[1, 2], 3, 2],
    [[1, 2, 3], 2, 2],
  ] as const) {
    const world = new World({ given, brokers: brokerIds.map((id) => ({ id })) });
    const topics = [topic("a", { replicationFactor: wanted })];
    const [result] = create(world, topics).response.topics;
    assert.deepEqual([result!.errorCode, result!.replicationFactor], [0, got]);
    assert.equal(world.partition("a").replicas.length, got);
  }
});

test("clamping takes no replication factor that is not positive, and no broker that is not there", () => {
  const world = new World({ given: { "test.clamp.replication.factor": "true" } });
  const topics = [
    topic("none", { replicationFactor: 0 }),
    topic("unknown", { ...chosen, assignments: assign([1, 2]) }),
  ];
  assert.deepEqual(
    create(world, topics).response.topics.map((result) => result.errorCode),
    [38, 39],
  );
});

test("the default of the broker is clamped like what is asked for", () => {
  const given = { "test.clamp.replication.factor": "true", "default.replication.factor": "3" };
  const [result] = create(new World({ given }), [topic("a", chosen)]).response.topics;
  assert.deepEqual([result!.errorCode, result!.replicationFactor], [0, 1]);
});

test("nothing is created while all brokers are fenced", () => {
  refuses(
    topic("a"),
    38,
    "Unable to replicate the partition 1 time(s): All brokers are currently fenced, or have all their log directories " +
      "cordoned.",
    new World({ brokers: [{ id: 1, isFenced: true }] }),
  );
});

test("whoever says which brokers get the partitions leaves the counts to that", () => {
  const assignments = assign([1], [1]);
  const [result] = create(new World(), [topic("a", { ...chosen, assignments })]).response.topics;
  assert.equal(result!.numPartitions, 2);
  refuses(
    topic("a", { assignments }),
    42,
    "A manual partition assignment was specified, but replication factor was not set to -1.",
  );
  refuses(
    topic("a", { replicationFactor: -1, assignments }),
    42,
    "A manual partition assignment was specified, but numPartitions was not set to -1.",
  );
});

test("an assignment names registered brokers, each once, and as many for all partitions", () => {
  const cases: [Topic["assignments"], string][] = [
    [assign([]), manual("includes an empty replica list.")],
    [assign([5]), manual("includes broker 5, but no such broker is registered.")],
    [assign([1, 1]), manual("includes the broker 1 more than once.")],
    // Brokers are looked at in the order of their ids.
    [assign([5, 1, 1]), manual("includes the broker 1 more than once.")],
    [
      assign([1], [1, 2]),
      manual(
        "includes a partition with 2 replica(s), but this is not consistent with previous partitions, which have 1 " +
          "replica(s).",
      ),
    ],
    [[{ partitionIndex: 1, brokerIds: [1] }], "partitions should be a consecutive 0-based integer sequence"],
    [
      [
        { partitionIndex: 0, brokerIds: [1] },
        { partitionIndex: 0, brokerIds: [1] },
      ],
      "Found multiple manual partition assignments for partition 0",
    ],
  ];
  for (const [assignments, message] of cases) {
    refuses(topic("a", { ...chosen, assignments }), 39, message, twoBrokers());
  }
});

test("replicas on brokers that are down are not in sync, and somebody must be", () => {
  const world = new World({ brokers: [{ id: 1 }, { id: 2, isFenced: true }] });
  world.createTopic("a", [[2, 1]]);
  const { isr, leader } = world.partition("a");
  assert.deepEqual({ isr, leader }, { isr: [1], leader: 1 });
  refuses(
    topic("b", { ...chosen, assignments: assign([2]) }),
    39,
    "All brokers specified in the manual partition assignment for partition 0 are fenced or in controlled shutdown.",
    world,
  );
});

test("settings come with the topic, and are written before its partitions", () => {
  const world = new World();
  const configs = [
    { name: "cleanup.policy", value: "compact" },
    { name: "retention.ms", value: "0077" },
    { name: "retention.ms", value: "78" },
  ];
  const { response, records } = create(world, [topic("a", { configs })]);
  assert.deepEqual(kinds(records), ["topic", "config", "config", "partition"]);
  assert.deepEqual(
    [...world.settings("topic", "a")],
    [
      ["cleanup.policy", "compact"],
      ["retention.ms", "78"],
    ],
  );
  const told = response.topics[0]!.configs!;
  assert.deepEqual(
    told.map(({ name }) => name),
    told.map(({ name }) => name).toSorted(),
  );
  assert.deepEqual(
    told.find(({ name }) => name === "cleanup.policy"),
    {
      name: "cleanup.policy",
      value: "compact",
      readOnly: false,
      configSource: 1,
      isSensitive: false,
    },
  );
  assert.equal(told.find(({ name }) => name === "segment.bytes")!.configSource, 5);
});

test("a setting without a value, or that does not exist, makes no topic", () => {
  const nothing = { name: "retention.ms", value: null };
  refuses(
    topic("a", { configs: [nothing, { name: "segment.ms", value: null }] }),
    40,
    "Null value not supported for topic configs: retention.ms,segment.ms",
  );
  refuses(topic("a", { configs: [{ name: "foo", value: "1" }] }), 40, "Unknown topic config name: foo");
});

test("with eligible leader replicas, min.insync.replicas of a new topic clears them", () => {
  const configs = [{ name: "min.insync.replicas", value: "2" }];
  const withElr = create(new World(), [topic("a", { configs })]);
  assert.deepEqual(kinds(withElr.records), ["topic", "config", "clearElr", "partition"]);
  const features = { ...kafkaFeatures, "eligible.leader.replicas.version": 0 };
  const withoutElr = create(new World({ features }), [topic("a", { configs })]);
  assert.deepEqual(kinds(withoutElr.records), ["topic", "config", "partition"]);
});

test("to validate only is to create nothing", () => {
  const world = new World();
  const { response, records } = create(world, [topic("a")], { validateOnly: true });
  assert.deepEqual(codes(response.topics), [0]);
  assert.deepEqual(records, []);
});

test("more than 10,000 partitions in a request refuse all of it, and so do more records", () => {
  const tooManyPartitions = "Excessively large number of partitions per request.";
  const tooManyRecords = "Unable to perform excessively large batch operation.";
  for (const [counts, message] of [
    [[10_001], tooManyPartitions],
    [[2 ** 31 - 1], tooManyPartitions],
    [[9_999, 2], tooManyPartitions],
    [[10_000], tooManyRecords],
    [[5_000, 5_000], tooManyRecords],
  ] as const) {
    const world = new World();
    const topics = counts.map((numPartitions, index) => topic(`t${index}`, { numPartitions }));
    const { response } = create(world, topics);
    assert.deepEqual(
      answers(response.topics),
      topics.map(({ name }) => [name, 44, message]),
    );
    assert.equal(world.image.topics.byName.size, 0);
  }
  accepts(topic("a", { numPartitions: 9_999 }));
});

test("before version 5 an answer does not tell what the topic is like", () => {
  const [result] = create(new World(), [topic("a")], { version: 4 }).response.topics;
  assert.deepEqual(result!.configs, []);
  assert.equal(result!.numPartitions, undefined);
});

test("a refused topic has no id and no settings, and leaves the others alone", () => {
  const [bad, good] = create(new World(), [topic("a b"), topic("c")]).response.topics;
  assert.deepEqual(bad!.configs, []);
  assert.equal(bad!.topicId ?? zeroUuid, zeroUuid);
  assert.equal(good!.errorCode, 0);
});

function characters(name: string): string {
  return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
}

function manual(reason: string): string {
  return `The manual partition assignment ${reason}`;
}

function twoBrokers(): World {
  return new World({ brokers: [{ id: 1 }, { id: 2 }] });
}

function topic(name: string, options: Partial<Topic> = {}): Topic {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...options };
}

function assign(...replicas: number[][]): Topic["assignments"] {
  return replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds }));
}

function create(world: World, topics: readonly Topic[], { validateOnly = false, version = 7 } = {}) {
  const request: Request = { topics: [...topics], timeoutMs: 1000, validateOnly };
  return world.run(decideCreateTopics, request, version);
}

function refuses(topic: Topic, errorCode: number, message: string, world = new World()): void {
  const { response, records } = create(world, [topic]);
  assert.deepEqual(answers(response.topics), [[topic.name, errorCode, message]]);
  assert.deepEqual(records, []);
}

function accepts(topic: Topic, world = new World()): void {
  assert.deepEqual(answers(create(world, [topic]).response.topics), [[topic.name, 0, null]]);
}

function answers(
  results: readonly { name: string; errorCode: number; errorMessage: string | null }[],
): [string, number, string | null][] {
  return results.map(({ name, errorCode, errorMessage }) => [name, errorCode, errorMessage]);
}

function codes(results: readonly { readonly errorCode: number }[]): number[] {
  return results.map(({ errorCode }) => errorCode);
}

function kinds(records: readonly { readonly kind: string }[]): string[] {
  return records.map(({ kind }) => kind);
}
