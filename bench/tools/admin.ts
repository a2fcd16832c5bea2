/** Administration over a bare connection: the time it takes is the broker's own, and no client's. */
import { createTopics, decodeResponse, deleteTopics, encodeRequest, metadata } from "@ottla/protocol";
import { until } from "../../interop/foundation/processes.ts";
import { Connection } from "../../interop/requests/connection.ts";

const patienceMs = 120_000;
const topicsARequest = 50;
const header = { correlationId: 1, clientId: "bench" };

/** Creates a topic, and waits until it can be used. */
export async function createTopic(port: number, name: string, partitions: number): Promise<void> {
  await createEach(port, [name], partitions);
  await allLed(port, [name], partitions);
}

/** Creates topics in several requests, one after the other; throws at the first refusal. */
export async function createEach(port: number, names: readonly string[], partitions: number): Promise<void> {
  await connected(port, async (connection) => {
    for (let first = 0; first < names.length; first += topicsARequest) {
      const topics = names.slice(first, first + topicsARequest).map((name) => ({
        name,
        numPartitions: partitions,
        replicationFactor: 1,
        assignments: [],
        configs: [],
      }));
      const asked = { topics, timeoutMs: patienceMs, validateOnly: false };
      const frame = await answerTo(connection, encodeRequest(createTopics, 7, header, asked));
      const { body } = decodeResponse(createTopics, 7, frame);
      const refused = body.topics.find(({ errorCode }) => errorCode !== 0);
      if (refused === undefined) continue;
      throw new Error(`${refused.name} is not made: ${refused.errorMessage ?? refused.errorCode}`);
    }
  });
}

export async function deleteTopic(port: number, name: string): Promise<void> {
  await connected(port, async (connection) => {
    const asked = { topicNames: [name], timeoutMs: patienceMs };
    const frame = await answerTo(connection, encodeRequest(deleteTopics, 5, header, asked));
    const refused = decodeResponse(deleteTopics, 5, frame).body.responses.find(
      ({ errorCode }) => errorCode !== 0,
    );
    if (refused === undefined) return;
    throw new Error(`${name} is not deleted: ${refused.errorMessage ?? refused.errorCode}`);
  });
}

/** Waits until that many partitions have leaders: of these topics, or of all. */
export async function allLed(
  port: number,
  names: readonly string[] | null,
  partitions: number,
  limitMs = patienceMs,
): Promise<void> {
  await until("leaders of all partitions", limitMs, async () => (await ledOf(port, names)) >= partitions);
}

/** How many partitions have a leader; none where nobody answers yet. */
async function ledOf(port: number, names: readonly string[] | null): Promise<number> {
  try {
    return await connected(port, async (connection) => {
      const topics = names?.map((name) => ({ name })) ?? null;
      const asked = { topics, allowAutoTopicCreation: false };
      const frame = await answerTo(connection, encodeRequest(metadata, 12, header, asked));
      const { body } = decodeResponse(metadata, 12, frame);
      const partitions = body.topics.flatMap((topic) => topic.partitions);
      return partitions.filter(({ errorCode, leaderId }) => errorCode === 0 && leaderId >= 0).length;
    });
  } catch {
    return 0; // it starts: no port yet, or one that closes again
  }
}

async function connected<T>(port: number, act: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.open(port);
  try {
    return await act(connection);
  } finally {
    connection.close();
  }
}

async function answerTo(connection: Connection, request: readonly Uint8Array[]): Promise<Buffer> {
  connection.send(request);
  const reply = await connection.next(patienceMs);
  if ("frame" in reply) return reply.frame;
  throw new Error(`no answer: ${reply.outcome}`);
}
