/** Sessions of fetches (KIP-227): what they remember, what they leave out, and how they are refused. */
import { deleteTopics, fetch, produce, type RequestInput } from "@ottla/protocol";
import { Theme } from "../cases.ts";
import type { Kit, Topic } from "../kit.ts";
import { batch, type FetchOptions, fetchFrom, noSuchId, produceTo } from "../records.ts";

export const fetchSessions = new Theme("fetch sessions");

type Fetch = RequestInput<typeof fetch>;

/** Begins a session with a topic, and answers its id. */
async function begin(kit: Kit, topic: Topic, options: FetchOptions = {}): Promise<number> {
  return (await kit.ask(fetch, fetchFrom(topic, { ...options, sessionEpoch: 0 })))!.sessionId;
}

/** Goes on with a session, changing nothing unless told. */
function goOn(sessionId: number, sessionEpoch: number, change: Partial<Fetch> = {}): Fetch {
  return {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1_000_000,
    sessionId,
    sessionEpoch,
    topics: [],
    forgottenTopicsData: [],
    ...change,
  };
}

fetchSessions.case("what has not changed is left out", async (kit) => {
  const topic = await kit.topic();
  await kit.quietly(produce, produceTo(topic, batch()));
  const sessionId = await begin(kit, topic, { offset: 3 });
  await kit.ask(fetch, goOn(sessionId, 1));
  await kit.quietly(produce, produceTo(topic, batch()));
  await kit.ask(fetch, goOn(sessionId, 2));
  await kit.ask(fetch, goOn(sessionId, 3));
  await kit.ask(fetch, goOn(sessionId, 4, { topics: fetchFrom(topic, { offset: 6 }).topics }));
  await kit.ask(fetch, goOn(sessionId, 5));
});

fetchSessions.case("partitions come and go", async (kit) => {
  const topic = await kit.topic("topic", { partitions: 3 });
  for (const index of [0, 1, 2]) await kit.quietly(produce, produceTo(topic, batch(), { index }));
  const sessionId = await begin(kit, topic);
  await kit.ask(fetch, goOn(sessionId, 1, { topics: fetchFrom(topic, { index: 1 }).topics }));
  const forgotten = (partitions: number[]): Partial<Fetch> => ({
    forgottenTopicsData: [{ topic: topic.name, topicId: topic.id, partitions }],
  });
  await kit.ask(fetch, goOn(sessionId, 2, forgotten([0])));
  await kit.ask(
    fetch,
    goOn(sessionId, 3, { ...forgotten([1, 2]), topics: fetchFrom(topic, { index: 2 }).topics }),
  );
  await kit.ask(fetch, goOn(sessionId, 4, forgotten([2, 7])));
  await kit.ask(fetch, goOn(sessionId, 5));
});

fetchSessions.case("wrong epochs", async (kit) => {
  const topic = await kit.topic();
  const sessionId = await begin(kit, topic);
  await kit.ask(fetch, goOn(sessionId, 5));
  await kit.ask(fetch, goOn(sessionId, 1));
  await kit.ask(fetch, goOn(sessionId, 1));
  await kit.ask(fetch, goOn(sessionId, -2));
  await kit.ask(fetch, goOn(sessionId, 2));
});

fetchSessions.case("ids that nobody has", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(fetch, goOn(123, 1));
  await kit.ask(fetch, goOn(-1, 1));
  await kit.ask(fetch, goOn(0, 1));
  await kit.ask(fetch, { ...fetchFrom(topic), sessionId: 123, sessionEpoch: 0 });
  await kit.ask(fetch, { ...fetchFrom(topic), sessionId: 123, sessionEpoch: -1 });
});

fetchSessions.case("an end, and nothing after it", async (kit) => {
  const topic = await kit.topic();
  const sessionId = await begin(kit, topic);
  await kit.ask(fetch, goOn(sessionId, -1));
  await kit.ask(fetch, goOn(sessionId, 1));
});

fetchSessions.case("a new one in place of the old", async (kit) => {
  const topic = await kit.topic();
  const sessionId = await begin(kit, topic);
  await kit.ask(fetch, { ...fetchFrom(topic), sessionId, sessionEpoch: 0 });
  await kit.ask(fetch, goOn(sessionId, 1));
});

fetchSessions.case("without partitions there is none", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(fetch, { ...fetchFrom(topic), topics: [], sessionEpoch: 0 });
});

fetchSessions.case("errors are told each time", async (kit) => {
  const topic = await kit.topic();
  const sessionId = await begin(kit, topic, { offset: 99 });
  await kit.ask(fetch, goOn(sessionId, 1));
  await kit.ask(fetch, goOn(sessionId, 2, { topics: fetchFrom(topic, { offset: 0 }).topics }));
  await kit.ask(fetch, goOn(sessionId, 3));
});

fetchSessions.case("partitions and topics that are not there", async (kit) => {
  const topic = await kit.topic();
  const sessionId = await begin(kit, topic, { index: 4 });
  await kit.ask(fetch, goOn(sessionId, 1));
  await kit.ask(fetch, goOn(sessionId, 2, { topics: fetchFrom({ name: "none", id: noSuchId }).topics }));
  await kit.ask(fetch, goOn(sessionId, 3));
});

fetchSessions.case("names, and then ids", async (kit) => {
  const topic = await kit.topic();
  const first = await kit.ask(fetch, fetchFrom(topic, { sessionEpoch: 0 }), { version: 12 });
  await kit.ask(fetch, goOn(first!.sessionId, 1), { version: 12 });
  await kit.ask(fetch, goOn(first!.sessionId, 2));
});

fetchSessions.case("ids, and then names", async (kit) => {
  const topic = await kit.topic();
  const sessionId = await begin(kit, topic);
  await kit.ask(fetch, goOn(sessionId, 1), { version: 12 });
});

fetchSessions.case("a topic that is deleted meanwhile", async (kit) => {
  const topic = await kit.topic();
  const sessionId = await begin(kit, topic);
  await kit.quietly(deleteTopics, { topics: [{ name: null, topicId: topic.id }], timeoutMs: 5_000 });
  await kit.topic("after"); // what comes later is seen later, so that the deletion has been seen
  await kit.ask(fetch, goOn(sessionId, 1));
  await kit.ask(fetch, goOn(sessionId, 2));
  await kit.ask(fetch, fetchFrom(topic));
});

fetchSessions.case("another offset than before", async (kit) => {
  const topic = await kit.topic();
  await kit.quietly(produce, produceTo(topic, batch()));
  const sessionId = await begin(kit, topic, { offset: 3 });
  await kit.ask(fetch, goOn(sessionId, 1, { topics: fetchFrom(topic, { offset: 1 }).topics }));
  await kit.ask(fetch, goOn(sessionId, 2));
  await kit.ask(
    fetch,
    goOn(sessionId, 3, { topics: fetchFrom(topic, { offset: 1, partitionMaxBytes: 1 }).topics }),
  );
});
