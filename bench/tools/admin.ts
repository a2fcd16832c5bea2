/** Administration over a bare connection: the time it takes is the broker's own, and no client's. */
import {
  createTopics,
  decodeResponse,
  deleteTopics,
  encodeRequest,
  listOffsets,
  metadata,
} from "@ottla/protocol";
import { until } from "../../interop/foundation/processes.ts";
import { Connection } from "../../interop/requests/connection.ts";

/** Ten thousand partitions may take minutes. */
const patienceMs = 300_000;
const topicsARequest = 50;
const header = { correlationId: 1, clientId: "bench" };

/** Creates a topic, and waits until it can be used: a leader is told before it has opened the log. */
export async function createTopic(port: number, name: string, partitions: number): Promise<void> {
  await createEach(port, [name], partitions);
  await connected(port, async (connection) => {
    const opened = async () => (await openedOf(connection, name, partitions)) === partitions;
    await until(`all partitions of ${name}`, patienceMs, opened);
  });
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

/** How many partitions tell where their logs end. */
async function openedOf(connection: Connection, name: string, count: number): Promise<number> {
  const partitions = Array.from({ length: count }, (_, partitionIndex) => ({
    partitionIndex,
    timestamp: -1,
  }));
  const asked = { replicaId: -1, isolationLevel: 0, topics: [{ name, partitions }] };
  const frame = await answerTo(connection, encodeRequest(listOffsets, 7, header, asked));
  const { body } = decodeResponse(listOffsets, 7, frame);
  return body.topics.flatMap((topic) => topic.partitions).filter(({ errorCode }) => errorCode === 0).length;
}

/** Waits until that many partitions have leaders. */
export async function allLed(port: number, partitions: number): Promise<void> {
  await until("leaders of all partitions", patienceMs, async () => (await ledOn(port)) >= partitions);
}

/** How many partitions have a leader; none where nobody answers yet. */
async function ledOn(port: number): Promise<number> {
  try {
    return await connected(port, async (connection) => {
      const asked = { topics: null, allowAutoTopicCreation: false };
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
