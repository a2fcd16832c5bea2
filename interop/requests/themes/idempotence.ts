/** Sequence numbers of producers, and what is made of those that do not fit. */
import { describeProducers, fetch, initProducerId, produce } from "@ottla/protocol";
import { Theme } from "../cases.ts";
import type { Kit, Topic } from "../kit.ts";
import { batch, fetchFrom, noSuchId, produceTo } from "../records.ts";

export const idempotence = new Theme("idempotence");

async function producerIdOf(kit: Kit): Promise<number> {
  const asked = { transactionalId: null, transactionTimeoutMs: 60_000 };
  return (await kit.quietly(initProducerId, asked)).producerId;
}

type Step = readonly [sequence: number, count?: number, epoch?: number];

/** Sends batches of a new producer one after the other. */
async function send(kit: Kit, topic: Topic, producerId: number, steps: readonly Step[]): Promise<void> {
  for (const [baseSequence, count = 1, producerEpoch = 0] of steps) {
    const values = Array.from({ length: count }, (_, index) => `record ${index}`);
    await kit.ask(produce, produceTo(topic, batch(values, { producerId, producerEpoch, baseSequence })));
  }
}

const sequences: readonly (readonly [string, ...Step[]])[] = [
  ["in order", [0, 3], [3], [4, 2]],
  ["a duplicate", [0], [1], [1]],
  ["a duplicate of an earlier batch", [0], [1], [2], [0]],
  ["a duplicate beyond the last five", [0], [1], [2], [3], [4], [5], [0]],
  ["a duplicate of another length", [0, 3], [0, 2], [1, 2], [2, 1]],
  ["a gap", [0], [2]],
  ["a gap and then what was missing", [0], [2], [1], [2]],
  ["a start beyond zero", [5], [6]],
  ["a gap after a start beyond zero", [5], [7]],
  ["a sequence that wraps", [2_147_483_646, 3], [1, 2]],
  ["a sequence that wraps at the end of a batch", [2_147_483_647], [0]],
  ["a new epoch from zero", [0], [1], [0, 1, 1]],
  ["a new epoch beyond zero", [0], [1], [2, 1, 1]],
  ["an old epoch", [0, 1, 1], [1, 1, 0]],
  ["an old epoch's duplicate", [0], [0, 1, 1], [0]],
  ["a jump of epochs", [0], [0, 1, 30_000]],
  ["a negative sequence", [-1]],
  ["a sequence below -1", [-5]],
  ["a negative epoch", [0, 1, -1]],
];

for (const [name, ...steps] of sequences) {
  idempotence.case(name, async (kit) => {
    const topic = await kit.topic();
    await send(kit, topic, await producerIdOf(kit), steps);
    await kit.ask(fetch, fetchFrom(topic));
    await kit.ask(describeProducers, { topics: [{ name: topic.name, partitionIndexes: [0] }] });
  });
}

idempotence.case("two producers take turns", async (kit) => {
  const topic = await kit.topic();
  const [first, second] = [await producerIdOf(kit), await producerIdOf(kit)];
  await send(kit, topic, first, [[0], [1]]);
  await send(kit, topic, second, [[0], [1]]);
  await send(kit, topic, first, [[2], [0]]);
  await send(kit, topic, second, [[3]]);
  await kit.ask(describeProducers, { topics: [{ name: topic.name, partitionIndexes: [0] }] });
});

idempotence.case("an id that nobody was given", async (kit) => {
  const topic = await kit.topic();
  await send(kit, topic, 987_654_321, [[0], [1]]);
});

idempotence.case("a duplicate where the broker stamps records", async (kit) => {
  const topic = await kit.topic("topic", { configs: { "message.timestamp.type": "LogAppendTime" } });
  await send(kit, topic, await producerIdOf(kit), [[0], [0]]);
});

idempotence.case("describing producers of what is not there", async (kit) => {
  const topic = await kit.topic();
  const topics = [
    { name: topic.name, partitionIndexes: [0, 1, -1] },
    { name: kit.name("none"), partitionIndexes: [0] },
    { name: "a b?", partitionIndexes: [0] },
  ];
  await kit.ask(describeProducers, { topics });
  await kit.ask(describeProducers, { topics: [] });
  await kit.ask(describeProducers, { topics: [{ name: topic.name, partitionIndexes: [] }] });
});

idempotence.each(
  [
    ["a producer that has an id already", { producerId: 5, producerEpoch: 3 }],
    ["an id without an epoch", { producerId: 5, producerEpoch: -1 }],
    ["an epoch without an id", { producerId: -1, producerEpoch: 3 }],
    ["a negative id", { producerId: -5, producerEpoch: 3 }],
    ["no time for transactions", { transactionTimeoutMs: 0 }],
    ["a negative time for transactions", { transactionTimeoutMs: -1 }],
    ["an empty transactional id", { transactionalId: "" }],
  ] as const,
  async (kit, [, given]) => {
    const asked = { transactionalId: null, transactionTimeoutMs: 60_000, ...given };
    await kit.ask(initProducerId, asked);
    await kit.ask(initProducerId, asked, { version: 3 });
  },
);

idempotence.case("an unknown topic", async (kit) => {
  const records = batch(undefined, {
    producerId: await producerIdOf(kit),
    producerEpoch: 0,
    baseSequence: 0,
  });
  await kit.ask(produce, produceTo({ name: kit.name("none"), id: noSuchId }, records));
});
