/** Every version of what moves records, asked once as a client would. */
import {
  deleteRecords,
  describeProducers,
  fetch,
  initProducerId,
  listOffsets,
  offsetForLeaderEpoch,
  produce,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { batch, fetchFrom, longAgo, produceTo } from "../records.ts";

export const versionsData = new Theme("versions");

versionsData.versions(produce, "three records", async (kit, version) => {
  const topic = await kit.topic();
  await kit.ask(produce, produceTo(topic, batch()), { version });
  await kit.ask(produce, produceTo(topic, batch(["four"]), { acks: 1 }), { version });
  await kit.ask(fetch, fetchFrom(topic), { version: 12 });
});

versionsData.versions(fetch, "two batches", async (kit, version) => {
  const topic = await kit.topic();
  await kit.quietly(produce, produceTo(topic, batch()));
  await kit.quietly(produce, produceTo(topic, batch(["four"])));
  await kit.ask(fetch, fetchFrom(topic, { offset: 1 }), { version });
  await kit.ask(fetch, fetchFrom(topic, { offset: 4 }), { version });
});

versionsData.versions(listOffsets, "by time", async (kit, version) => {
  const topic = await kit.topic();
  await kit.quietly(produce, produceTo(topic, batch()));
  for (const timestamp of [-1, -2, longAgo + 1, longAgo + 99]) {
    const partitions = [{ partitionIndex: 0, currentLeaderEpoch: 0, timestamp }];
    await kit.ask(
      listOffsets,
      { replicaId: -1, isolationLevel: 0, topics: [{ name: topic.name, partitions }] },
      { version },
    );
  }
});

versionsData.versions(offsetForLeaderEpoch, "current epoch and others", async (kit, version) => {
  const topic = await kit.topic();
  await kit.quietly(produce, produceTo(topic, batch()));
  for (const leaderEpoch of [0, 1, -1, 99]) {
    const partitions = [{ partition: 0, currentLeaderEpoch: 0, leaderEpoch }];
    await kit.ask(
      offsetForLeaderEpoch,
      { replicaId: -1, topics: [{ topic: topic.name, partitions }] },
      { version },
    );
  }
});

versionsData.versions(deleteRecords, "up to an offset and all", async (kit, version) => {
  const topic = await kit.topic();
  await kit.quietly(produce, produceTo(topic, batch()));
  for (const offset of [2, -1, 0]) {
    const topics = [{ name: topic.name, partitions: [{ partitionIndex: 0, offset }] }];
    await kit.ask(deleteRecords, { topics, timeoutMs: 5_000 }, { version });
  }
});

versionsData.versions(initProducerId, "an idempotent producer", async (kit, version) => {
  await kit.ask(
    initProducerId,
    { transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 },
    { version },
  );
});

versionsData.versions(describeProducers, "one producer", async (kit, version) => {
  const topic = await kit.topic();
  const { producerId } = await kit.quietly(initProducerId, {
    transactionalId: null,
    transactionTimeoutMs: 60_000,
  });
  const records = batch(undefined, { producerId, producerEpoch: 0, baseSequence: 0 });
  await kit.quietly(produce, produceTo(topic, records));
  await kit.ask(describeProducers, { topics: [{ name: topic.name, partitionIndexes: [0] }] }, { version });
});
