/** Reading: where it begins and ends, limits, waiting, and what cannot be read. */
import { deleteRecords, fetch, produce, zeroUuid } from "@ottla/protocol";
import { Theme } from "../cases.ts";
import type { Kit, Topic } from "../kit.ts";
import { batch, type FetchOptions, fetchFrom, noSuchId, produceTo } from "../records.ts";

export const fetchTheme = new Theme("fetch");

/** A topic with three batches, of the offsets 0 to 2, 3 to 5 and 6. */
async function written(kit: Kit): Promise<Topic> {
  const topic = await kit.topic();
  for (const values of [["a", "b", "c"], ["d", "e", "f"], ["g"]]) {
    await kit.quietly(produce, produceTo(topic, batch(values)));
  }
  return topic;
}

const asked: readonly (readonly [string, FetchOptions])[] = [
  ["the whole", {}],
  ["from the middle of a batch", { offset: 4 }],
  ["from the end", { offset: 7 }],
  ["beyond the end", { offset: 8 }],
  ["far beyond the end", { offset: 1_000_000 }],
  ["a negative offset", { offset: -1 }],
  ["a very negative offset", { offset: -1000 }],
  ["no bytes at all", { maxBytes: 0 }],
  ["one byte", { maxBytes: 1 }],
  ["one byte of the partition", { partitionMaxBytes: 1 }],
  ["no byte of the partition", { partitionMaxBytes: 0 }],
  ["a negative number of bytes", { maxBytes: -1 }],
  ["a negative number of bytes of the partition", { partitionMaxBytes: -1 }],
  ["a batch and a half", { partitionMaxBytes: 130 }],
  ["a batch and a half in all", { maxBytes: 130 }],
  ["negative minimum", { minBytes: -1 }],
  ["a negative wait", { maxWaitMs: -1 }],
  ["more than there is, for a moment", { minBytes: 100_000, maxWaitMs: 100 }],
  ["read committed", { isolationLevel: 1 }],
  ["an isolation level that is none", { isolationLevel: 7 }],
  ["the current leader epoch", { leaderEpoch: 0 }],
  ["a leader epoch to come", { leaderEpoch: 5 }],
  ["a leader epoch below all", { leaderEpoch: -5 }],
  ["the epoch of the last record", { lastFetchedEpoch: 0, offset: 3 }],
  ["an epoch of the last record to come", { lastFetchedEpoch: 3, offset: 3 }],
  ["a partition that is not there", { index: 1 }],
  ["a negative partition", { index: -1 }],
];

for (const [name, options] of asked) {
  fetchTheme.case(name, async (kit) => {
    const topic = await written(kit);
    await kit.ask(fetch, fetchFrom(topic, options));
    await kit.ask(fetch, fetchFrom(topic, options), { version: 12 });
    await kit.ask(fetch, fetchFrom(topic, options), { version: 4 });
  });
}

for (const replicaId of [-2, 0, 1, 5]) {
  fetchTheme.case(`as replica ${replicaId}`, async (kit) => {
    const topic = await written(kit);
    await kit.ask(fetch, fetchFrom(topic, { replicaId }), { version: 12 });
    const replicaState = { replicaId, replicaEpoch: -1 };
    await kit.ask(fetch, { ...fetchFrom(topic), replicaState });
  });
}

fetchTheme.each(
  [
    ["an unknown id", 13, "none", noSuchId],
    ["no id", 13, "none", zeroUuid],
    ["an unknown name", 12, "none", zeroUuid],
    ["an empty name", 12, "", zeroUuid],
    ["a name that none can have", 12, "a b?", zeroUuid],
    ["the metadata log", 12, "__cluster_metadata", zeroUuid],
  ] as const,
  async (kit, [, version, name, id]) => {
    await kit.ask(fetch, fetchFrom({ name: name === "none" ? kit.name(name) : name, id }), { version });
    await kit.ask(
      fetch,
      fetchFrom({ name: name === "none" ? kit.name(name) : name, id }, { maxWaitMs: 100, minBytes: 1 }),
      { version },
    );
  },
);

fetchTheme.case("an isolation level that is none, and nothing to read", async (kit) => {
  for (const version of [4, 11, 12]) {
    const stranger = { name: kit.name("none"), id: noSuchId };
    await kit.ask(fetch, fetchFrom(stranger, { isolationLevel: 7 }), { version });
    await kit.ask(fetch, { ...fetchFrom(stranger, { isolationLevel: 7 }), topics: [] }, { version });
  }
  const unknownSession = fetchFrom(await kit.topic(), { isolationLevel: 7, sessionId: 123, sessionEpoch: 4 });
  await kit.ask(fetch, unknownSession);
});

fetchTheme.case("nothing at all", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(fetch, { ...fetchFrom(topic), topics: [] });
  await kit.ask(fetch, { ...fetchFrom(topic), topics: [{ topicId: topic.id, partitions: [] }] });
});

fetchTheme.case("an empty topic", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(fetch, fetchFrom(topic));
  await kit.ask(fetch, fetchFrom(topic, { offset: 1 }));
  await kit.ask(fetch, fetchFrom(topic, { maxWaitMs: 100, minBytes: 1 }));
});

fetchTheme.case("the same partition twice", async (kit) => {
  const topic = await written(kit);
  const once = fetchFrom(topic);
  const again = fetchFrom(topic, { offset: 3 });
  await kit.ask(fetch, { ...once, topics: [...once.topics, ...again.topics] });
});

fetchTheme.case("what comes while it waits", async (kit) => {
  const topic = await kit.topic();
  const finish = await kit.start(fetch, fetchFrom(topic, { maxWaitMs: 5_000, minBytes: 1 }), {
    on: "reader",
  });
  await kit.quietly(produce, produceTo(topic, batch()));
  await finish();
});

fetchTheme.case("not enough comes while it waits", async (kit) => {
  const topic = await kit.topic();
  const finish = await kit.start(fetch, fetchFrom(topic, { maxWaitMs: 500, minBytes: 1_000 }), {
    on: "reader",
  });
  await kit.quietly(produce, produceTo(topic, batch()));
  await finish();
});

fetchTheme.case("enough comes by and by", async (kit) => {
  const topic = await kit.topic();
  const finish = await kit.start(fetch, fetchFrom(topic, { maxWaitMs: 5_000, minBytes: 150 }), {
    on: "reader",
  });
  await kit.quietly(produce, produceTo(topic, batch()));
  await kit.quietly(produce, produceTo(topic, batch()));
  await finish();
});

fetchTheme.case("before what was deleted", async (kit) => {
  const topic = await written(kit);
  const partitions = [{ partitionIndex: 0, offset: 4 }];
  await kit.quietly(deleteRecords, { topics: [{ name: topic.name, partitions }], timeoutMs: 5_000 });
  for (const offset of [3, 4, 7]) await kit.ask(fetch, fetchFrom(topic, { offset }));
});

fetchTheme.case("several partitions under one limit", async (kit) => {
  const topic = await kit.topic("topic", { partitions: 3 });
  for (const index of [0, 1, 2]) await kit.quietly(produce, produceTo(topic, batch(), { index }));
  const partitions = [0, 1, 2].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1_000 }));
  const asking = { ...fetchFrom(topic), topics: [{ topicId: topic.id, partitions }] };
  await kit.ask(fetch, { ...asking, maxBytes: 1 });
  await kit.ask(fetch, { ...asking, maxBytes: 100 });
  await kit.ask(fetch, { ...asking, maxBytes: 1_000 });
});

fetchTheme.case("good and bad partitions in one request", async (kit) => {
  const topic = await written(kit);
  const topics = [...fetchFrom(topic).topics, ...fetchFrom({ name: "none", id: noSuchId }).topics];
  await kit.ask(fetch, { ...fetchFrom(topic), topics });
  await kit.ask(fetch, { ...fetchFrom(topic, { maxWaitMs: 300, minBytes: 1_000_000 }), topics });
});

fetchTheme.case("of another cluster, and from a rack", async (kit) => {
  const topic = await written(kit);
  await kit.ask(fetch, { ...fetchFrom(topic), clusterId: "another", rackId: "a rack" });
});
