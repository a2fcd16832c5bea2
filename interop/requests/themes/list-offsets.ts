/** Offsets by time, special timestamps, ends of epochs, and the start that is moved. */
import {
  deleteRecords,
  fetch,
  listOffsets,
  offsetForLeaderEpoch,
  produce,
  type RequestInput,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { batch, fetchFrom, longAgo, produceTo } from "../records.ts";

export const listOffsetsTheme = new Theme("offsets");

type ListOffsets = RequestInput<typeof listOffsets>;

function at(name: string, timestamp: number, options: { index?: number; epoch?: number } = {}): ListOffsets {
  const { index: partitionIndex = 0, epoch: currentLeaderEpoch = -1 } = options;
  const partitions = [{ partitionIndex, currentLeaderEpoch, timestamp }];
  return { replicaId: -1, isolationLevel: 0, topics: [{ name, partitions }], timeoutMs: 1_000 };
}

for (const [timestamp, name] of [
  [-1, "latest"],
  [-2, "earliest"],
  [-3, "of the maximum timestamp"],
  [-4, "earliest local"],
  [-5, "latest tiered"],
  [-6, "earliest pending upload"],
  [-7, "nothing special"],
  [-1_000_000, "long before time"],
] as const) {
  listOffsetsTheme.case(`${name}, in every version`, async (kit) => {
    const topic = await kit.topic();
    await kit.ask(listOffsets, at(topic.name, timestamp));
    await kit.quietly(produce, produceTo(topic, batch()));
    for (let version = 1; version <= 11; version++)
      await kit.ask(listOffsets, at(topic.name, timestamp), { version });
  });
}

for (const [name, timestamp] of [
  ["before all", 0],
  ["of the first", longAgo],
  ["of the second", longAgo + 1],
  ["of the last", longAgo + 2],
  ["after all", longAgo + 3],
  ["the largest", 2 ** 62],
] as const) {
  listOffsetsTheme.case(`a time ${name}`, async (kit) => {
    const topic = await kit.topic();
    await kit.quietly(produce, produceTo(topic, batch(undefined, { codec: "gzip" })));
    await kit.quietly(produce, produceTo(topic, batch()));
    await kit.ask(listOffsets, at(topic.name, timestamp));
  });
}

listOffsetsTheme.case("a tie for the maximum timestamp", async (kit) => {
  const topic = await kit.topic();
  for (let round = 0; round < 3; round++) await kit.quietly(produce, produceTo(topic, batch(["same"])));
  await kit.ask(listOffsets, at(topic.name, -3));
  await kit.ask(listOffsets, at(topic.name, longAgo));
});

listOffsetsTheme.case("the maximum timestamp in the middle of a batch", async (kit) => {
  const topic = await kit.topic();
  await kit.quietly(produce, produceTo(topic, batch(["a", "b", "c"])));
  await kit.quietly(produce, produceTo(topic, batch(["d"])));
  await kit.ask(listOffsets, at(topic.name, -3));
});

for (const epoch of [0, 1, -2, 7]) {
  listOffsetsTheme.case(`leader epoch ${epoch}`, async (kit) => {
    const topic = await kit.topic();
    await kit.ask(listOffsets, at(topic.name, -1, { epoch }));
    const partitions = [{ partition: 0, currentLeaderEpoch: epoch, leaderEpoch: 0 }];
    await kit.ask(offsetForLeaderEpoch, { replicaId: -1, topics: [{ topic: topic.name, partitions }] });
  });
}

listOffsetsTheme.case("where epochs end, in an empty log and in another", async (kit) => {
  const topic = await kit.topic("topic", { partitions: 2 });
  await kit.quietly(produce, produceTo(topic, batch()));
  for (const leaderEpoch of [-5, -2, -1, 0, 1, 2_147_483_647]) {
    const partitions = [0, 1].map((partition) => ({ partition, leaderEpoch }));
    await kit.ask(offsetForLeaderEpoch, { replicaId: -1, topics: [{ topic: topic.name, partitions }] });
  }
});

listOffsetsTheme.case("isolation levels", async (kit) => {
  const topic = await kit.topic();
  for (const isolationLevel of [0, 1, 7, -1]) {
    await kit.ask(listOffsets, { ...at(topic.name, -1), isolationLevel });
  }
});

listOffsetsTheme.case("who asks", async (kit) => {
  const topic = await kit.topic();
  for (const replicaId of [-3, -2, 0, 1, 5]) {
    await kit.ask(listOffsets, { ...at(topic.name, -1), replicaId });
    const partitions = [{ partition: 0, currentLeaderEpoch: -1, leaderEpoch: 0 }];
    await kit.ask(offsetForLeaderEpoch, { replicaId, topics: [{ topic: topic.name, partitions }] });
  }
});

listOffsetsTheme.case("what is not there", async (kit) => {
  const topic = await kit.topic();
  for (const name of [kit.name("none"), "", "a b?", "__cluster_metadata"]) {
    await kit.ask(listOffsets, at(name, -1));
    await kit.ask(listOffsets, at(name, longAgo));
    const partitions = [{ partition: 0, currentLeaderEpoch: -1, leaderEpoch: 0 }];
    await kit.ask(offsetForLeaderEpoch, { replicaId: -1, topics: [{ topic: name, partitions }] });
  }
  for (const index of [1, -1]) {
    await kit.ask(listOffsets, at(topic.name, -1, { index }));
    const partitions = [{ partition: index, currentLeaderEpoch: -1, leaderEpoch: 0 }];
    await kit.ask(offsetForLeaderEpoch, { replicaId: -1, topics: [{ topic: topic.name, partitions }] });
  }
});

listOffsetsTheme.case("a partition named twice", async (kit) => {
  const topic = await kit.topic("topic", { partitions: 2 });
  const partitions = [0, 1, 0].map((partitionIndex) => ({ partitionIndex, timestamp: -1 }));
  await kit.ask(listOffsets, { ...at(topic.name, -1), topics: [{ name: topic.name, partitions }] });
  const twice = [0, 0].map((partition) => ({ partition, leaderEpoch: 0 }));
  await kit.ask(offsetForLeaderEpoch, { topics: [{ topic: topic.name, partitions: twice }] });
});

listOffsetsTheme.case("a topic named twice", async (kit) => {
  const topic = await kit.topic("topic", { partitions: 2 });
  const latest = [0, 1, 0].map((index) => at(topic.name, -1, { index }).topics[0]!);
  await kit.ask(listOffsets, { ...at(topic.name, -1), topics: latest.slice(0, 2) });
  await kit.ask(listOffsets, { ...at(topic.name, -1), topics: latest });
});

listOffsetsTheme.case("nothing at all", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(listOffsets, { ...at(topic.name, -1), topics: [] });
  await kit.ask(listOffsets, { ...at(topic.name, -1), topics: [{ name: topic.name, partitions: [] }] });
  await kit.ask(offsetForLeaderEpoch, { topics: [] });
  await kit.ask(offsetForLeaderEpoch, { topics: [{ topic: topic.name, partitions: [] }] });
});

for (const [name, offset] of [
  ["beyond the end", 4],
  ["to the end", 3],
  ["to the middle", 1],
  ["to the start", 0],
  ["to the high watermark", -1],
  ["to a negative offset", -2],
  ["to an absurd offset", 2 ** 53],
] as const) {
  listOffsetsTheme.case(`deleting records ${name}`, async (kit) => {
    const topic = await kit.topic();
    await kit.quietly(produce, produceTo(topic, batch()));
    const topics = [{ name: topic.name, partitions: [{ partitionIndex: 0, offset }] }];
    await kit.ask(deleteRecords, { topics, timeoutMs: 5_000 });
    for (const timestamp of [-2, -4, -1, -3, longAgo]) await kit.ask(listOffsets, at(topic.name, timestamp));
    await kit.ask(fetch, fetchFrom(topic));
    const partitions = [{ partition: 0, leaderEpoch: 0 }];
    await kit.ask(offsetForLeaderEpoch, { topics: [{ topic: topic.name, partitions }] });
  });
}

listOffsetsTheme.case("deleting records of what is not there, or may not be touched", async (kit) => {
  const topic = await kit.topic();
  const compacted = await kit.topic("compacted", { configs: { "cleanup.policy": "compact" } });
  const both = await kit.topic("both", { configs: { "cleanup.policy": "compact,delete" } });
  await kit.quietly(produce, produceTo(topic, batch()));
  const partitions = [{ partitionIndex: 0, offset: -1 }];
  for (const name of [
    kit.name("none"),
    "",
    compacted.name,
    both.name,
    "__consumer_offsets",
    "__cluster_metadata",
  ]) {
    await kit.ask(deleteRecords, { topics: [{ name, partitions }], timeoutMs: 5_000 });
  }
  const others = [1, -1, 0, 0].map((partitionIndex) => ({ partitionIndex, offset: 1 }));
  await kit.ask(deleteRecords, { topics: [{ name: topic.name, partitions: others }], timeoutMs: 5_000 });
  await kit.ask(deleteRecords, { topics: [], timeoutMs: 5_000 });
  await kit.ask(deleteRecords, { topics: [{ name: topic.name, partitions: [] }], timeoutMs: 5_000 });
  await kit.ask(deleteRecords, { topics: [{ name: topic.name, partitions }], timeoutMs: 0 });
});
