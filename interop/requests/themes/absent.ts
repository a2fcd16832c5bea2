/**
 * What is not built yet, where an API that is served leads to it. Apache Kafka has no log of transactions either until
 * somebody asks for a coordinator: the first answers are compared.
 */
import { describeTransactions, findCoordinator, initProducerId, produce } from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { batch, produceTo } from "../records.ts";

export const absent = new Theme("not built yet");

absent.alone("a producer of transactions, and transactions that nobody has", async (kit) => {
  await kit.ask(initProducerId, { transactionalId: kit.name("t"), transactionTimeoutMs: 60_000 });
  await kit.ask(describeTransactions, { transactionalIds: [kit.name("t"), ""] });
});

absent.alone("records of a transaction that nobody began", async (kit) => {
  const topic = await kit.topic();
  const records = batch(undefined, {
    isTransactional: true,
    producerId: 9,
    producerEpoch: 0,
    baseSequence: 0,
  });
  await kit.ask(produce, produceTo(topic, records, { transactionalId: kit.name("t") }));
  await kit.ask(produce, produceTo(topic, batch(), { transactionalId: kit.name("t") }));
});

absent.alone("a coordinator of transactions", async (kit) => {
  const asked = { key: kit.name("t"), keyType: 1, coordinatorKeys: [kit.name("t")] };
  for (const version of [3, 6]) await kit.ask(findCoordinator, asked, { version });
});

absent.alone("a coordinator of share groups", async (kit) => {
  const { id } = await kit.topic();
  for (const key of ["no key", `group:${id}:0`]) {
    const asked = { coordinatorKeys: [key], keyType: 2 };
    await kit.ask(findCoordinator, asked, {
      pick: ({ coordinators }) => coordinators.map(({ errorCode }) => errorCode),
    });
  }
});
