/** Who leads and who follows: elections and reassignments where there is one broker. */
import {
  alterPartitionReassignments,
  alterReplicaLogDirs,
  describeLogDirs,
  electLeaders,
  listPartitionReassignments,
  produce,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { electionsOf, logDirsOf } from "../picks.ts";
import { batch, produceTo } from "../records.ts";

export const replicas = new Theme("replicas");

for (const electionType of [0, 1, 2, -1]) {
  replicas.case(`electing leaders of type ${electionType}`, async (kit) => {
    const topic = await kit.topic("topic", { partitions: 2 });
    const topicPartitions = [
      { topic: topic.name, partitions: [0, 1, 5, -1] },
      { topic: kit.name("none"), partitions: [0] },
      { topic: "", partitions: [0] },
    ];
    await kit.ask(electLeaders, { electionType, topicPartitions, timeoutMs: 5_000 });
  });
}

replicas.case("electing leaders of all, of none, and of the same twice", async (kit) => {
  const topic = await kit.topic();
  const all = { topicPartitions: null, timeoutMs: 5_000 };
  await kit.ask(electLeaders, { ...all, electionType: 0 }, { pick: electionsOf(kit.prefix) });
  await kit.ask(electLeaders, { ...all, electionType: 1 }, { pick: electionsOf(kit.prefix) });
  await kit.ask(electLeaders, { electionType: 0, topicPartitions: [], timeoutMs: 5_000 });
  const topicPartitions = [{ topic: topic.name, partitions: [0, 0] }];
  await kit.ask(electLeaders, { electionType: 0, topicPartitions, timeoutMs: 5_000 });
  await kit.ask(electLeaders, { electionType: 0, topicPartitions: [{ topic: topic.name, partitions: [] }] });
});

for (const [name, replicaIds] of [
  ["nobody", []],
  ["where it is", [1]],
  ["an unknown broker", [5]],
  ["a negative broker", [-1]],
  ["the same broker twice", [1, 1]],
  ["one more", [1, 2]],
  ["no move, which cancels one", null],
] as const) {
  replicas.case(`moving to ${name}`, async (kit) => {
    const topic = await kit.topic();
    for (const allowReplicationFactorChange of [true, false]) {
      const partitions = [{ partitionIndex: 0, replicas: replicaIds === null ? null : [...replicaIds] }];
      const topics = [{ name: topic.name, partitions }];
      await kit.ask(alterPartitionReassignments, { timeoutMs: 5_000, allowReplicationFactorChange, topics });
    }
    const topics = [{ name: topic.name, partitionIndexes: [0] }];
    await kit.ask(listPartitionReassignments, { timeoutMs: 5_000, topics });
  });
}

replicas.case("electing and moving without time to wait", async (kit) => {
  const topic = await kit.topic();
  for (const timeoutMs of [0, -1]) {
    const topicPartitions = [{ topic: topic.name, partitions: [0] }];
    await kit.ask(electLeaders, { electionType: 0, topicPartitions, timeoutMs });
    const topics = [{ name: topic.name, partitions: [{ partitionIndex: 0, replicas: [1] }] }];
    await kit.ask(alterPartitionReassignments, { timeoutMs, topics });
    const asked = [{ name: topic.name, partitionIndexes: [0] }];
    await kit.ask(listPartitionReassignments, { timeoutMs, topics: asked });
  }
});

replicas.case("electing and moving nothing, without time and in odd ways", async (kit) => {
  for (const electionType of [0, 9]) {
    for (const timeoutMs of [0, 5_000]) {
      await kit.ask(electLeaders, { electionType, topicPartitions: [], timeoutMs });
      await kit.ask(alterPartitionReassignments, {
        timeoutMs,
        allowReplicationFactorChange: false,
        topics: [],
      });
    }
  }
});

replicas.case("moving what is not there", async (kit) => {
  const topic = await kit.topic();
  const partitions = [0, 3, -1].map((partitionIndex) => ({ partitionIndex, replicas: [1] }));
  const topics = [topic.name, kit.name("none"), ""].map((name) => ({ name, partitions }));
  await kit.ask(alterPartitionReassignments, { timeoutMs: 5_000, topics });
  await kit.ask(alterPartitionReassignments, { timeoutMs: 5_000, topics: [] });
  const twice = [topic.name, topic.name].map((name) => ({ name, partitions }));
  await kit.ask(alterPartitionReassignments, { timeoutMs: 5_000, topics: twice });
});

replicas.case("listing moves of what is not there", async (kit) => {
  const topic = await kit.topic();
  for (const [name, partitionIndexes] of [
    [topic.name, [0, 4]],
    [kit.name("none"), [0]],
    ["", []],
  ] as const) {
    const topics = [{ name, partitionIndexes: [...partitionIndexes] }];
    await kit.ask(listPartitionReassignments, { timeoutMs: 5_000, topics });
  }
  await kit.ask(listPartitionReassignments, { timeoutMs: 5_000, topics: [] });
});

replicas.case("log directories: some, none, and what is not there", async (kit) => {
  const topic = await kit.topic("topic", { partitions: 2 });
  for (const round of [1, 2]) await kit.quietly(produce, produceTo(topic, batch(), { index: round - 1 }));
  for (const topics of [
    [{ topic: topic.name, partitions: [1] }],
    [{ topic: topic.name, partitions: [] }],
    [
      { topic: topic.name, partitions: [0, 1, 2, -1] },
      { topic: kit.name("none"), partitions: [0] },
    ],
    [
      { topic: topic.name, partitions: [0] },
      { topic: topic.name, partitions: [1] },
    ],
    [],
  ]) {
    await kit.ask(describeLogDirs, { topics }, { pick: logDirsOf(kit.prefix) });
  }
});

replicas.case("log directories: moving to and fro", async (kit) => {
  const topic = await kit.topic();
  const { directory } = kit.broker;
  const topics = [{ name: topic.name, partitions: [0, 0, 4, -1] }];
  for (const path of ["", "relative", directory, `${directory}/`, "/no/such/directory"]) {
    await kit.ask(alterReplicaLogDirs, { dirs: [{ path, topics }] });
  }
  const others = [{ name: kit.name("none"), partitions: [0] }];
  await kit.ask(alterReplicaLogDirs, { dirs: [{ path: directory, topics: others }] });
  await kit.ask(alterReplicaLogDirs, { dirs: [] });
  await kit.ask(alterReplicaLogDirs, { dirs: [{ path: directory, topics: [] }] });
  const none = [topic.name, kit.name("none")].map((name) => ({ name, partitions: [] }));
  await kit.ask(alterReplicaLogDirs, { dirs: [{ path: directory, topics: none }] });
});
