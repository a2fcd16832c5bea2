/** Administration over a bare connection: the time it takes is the broker's own, and no client's. */
import { createTopics, decodeResponse, encodeRequest, metadata } from "@ottla/protocol";
import { Connection } from "../../interop/requests/connection.ts";

const patienceMs = 120_000;
const topicsARequest = 50;
const header = { correlationId: 1, clientId: "bench" };

/** Creates topics in several requests, one after the other; throws at the first refusal. */
export async function createTopicsOn(
  port: number,
  names: readonly string[],
  partitions: number,
): Promise<void> {
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

/** How many partitions have a leader; none where nobody answers yet. */
export async function ledPartitions(port: number): Promise<number> {
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
