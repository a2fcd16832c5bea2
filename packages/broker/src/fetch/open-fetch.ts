import { errorCode, type fetch, type RequestOf, type ResponseInput, zeroUuid } from "@ottla/protocol";
import type { RequestContext } from "../dispatch/handler.ts";
import type { FetchablePartition, FetchResponsePartition } from "./fetch-types.ts";
import type { FetchSession } from "./session.ts";

type FetchRequest = RequestOf<typeof fetch>;
type FetchReply = ResponseInput<typeof fetch>;

/** A fetch that may go on: what to read, in order, and how to answer. */
export interface OpenFetch {
  readonly wanted: readonly FetchablePartition[];
  respond(answers: readonly FetchResponsePartition[]): FetchReply;
}

/** From this version on topics are named by id. */
const topicIdsSince = 13;

const noLeaderEpoch = -1;

/** Request epochs with a meaning of their own (KIP-227). */
const openSessionEpoch = 0;
const noSessionEpoch = -1;

/** Finds out which partitions a request means, in its session if it has one; a refusal is for the whole request. */
export function openFetch(
  request: FetchRequest,
  context: RequestContext,
): OpenFetch | { errorCode: number; sessionId: number } {
  const wanted = partitionsOf(request, context.apiVersion);
  const { fetchSessions: sessions, clock } = context.broker;
  if (request.sessionEpoch === noSessionEpoch || request.sessionEpoch === openSessionEpoch) {
    sessions.remove(request.sessionId);
    if (request.sessionEpoch === noSessionEpoch) return fullFetch(wanted, () => 0);
    return fullFetch(wanted, (answers) => openSession(wanted, answers, request, context));
  }
  const session = sessions.get(request.sessionId);
  if (session === undefined) return { errorCode: errorCode.FETCH_SESSION_ID_NOT_FOUND, sessionId: 0 };
  if (session.epoch !== request.sessionEpoch) {
    return { errorCode: errorCode.INVALID_FETCH_SESSION_EPOCH, sessionId: 0 };
  }
  if (session.usesTopicIds !== context.apiVersion >= topicIdsSince) {
    return { errorCode: errorCode.FETCH_SESSION_TOPIC_ID_ERROR, sessionId: 0 };
  }
  session.update(wanted, forgottenOf(request, context.apiVersion));
  if (session.size === 0) {
    sessions.remove(session.id);
    return fullFetch(wanted, () => 0);
  }
  session.advanceEpoch();
  // One that has grown too large still answers this once; the next request finds it gone, and the client begins anew.
  sessions.touch(session, clock.now());
  return incrementalFetch(session);
}

function fullFetch(
  wanted: readonly FetchablePartition[],
  openSessionFor: (answers: readonly FetchResponsePartition[]) => number,
): OpenFetch {
  return {
    wanted,
    respond: (answers) => ({
      errorCode: errorCode.NONE,
      sessionId: openSessionFor(answers),
      responses: byTopic(answers),
    }),
  };
}

function openSession(
  wanted: readonly FetchablePartition[],
  answers: readonly FetchResponsePartition[],
  request: FetchRequest,
  { broker, apiVersion }: RequestContext,
): number {
  const session = broker.fetchSessions.create({
    isPrivileged: request.replicaId >= 0 || request.replicaState.replicaId >= 0,
    usesTopicIds: apiVersion >= topicIdsSince,
    partitionCount: wanted.length,
    nowMs: broker.clock.now(),
  });
  if (session === null) return 0;
  session.update(wanted, []);
  broker.fetchSessions.touch(session, broker.clock.now());
  for (const answer of answers) session.markTold(answer.wanted.key, answer);
  return session.id;
}

function incrementalFetch(session: FetchSession): OpenFetch {
  const { epoch } = session;
  return {
    wanted: session.partitions(),
    respond: (answers) => {
      // The same request came once more meanwhile, over another connection.
      if (session.epoch !== epoch) {
        return { errorCode: errorCode.INVALID_FETCH_SESSION_EPOCH, sessionId: session.id, responses: [] };
      }
      const news = answers.filter((answer) => session.isNews(answer.wanted.key, answer));
      for (const { wanted, recordsBytes } of news) if (recordsBytes > 0) session.moveToEnd(wanted.key);
      return { errorCode: errorCode.NONE, sessionId: session.id, responses: byTopic(news) };
    },
  };
}

/** A partition that is named twice is read as it is named last. */
function partitionsOf(request: FetchRequest, apiVersion: number): FetchablePartition[] {
  const byKey = new Map<string, FetchablePartition>();
  const namesById = apiVersion >= topicIdsSince;
  for (const { topic, topicId, partitions } of request.topics) {
    for (const partition of partitions) {
      const key = keyOf(namesById ? topicId : topic, partition.partition);
      byKey.set(key, {
        key,
        topic: namesById ? "" : topic,
        topicId: namesById ? topicId : zeroUuid,
        partition: partition.partition,
        fetchOffset: partition.fetchOffset,
        maxBytes: partition.partitionMaxBytes,
        // Whatever is negative is none.
        currentLeaderEpoch: Math.max(noLeaderEpoch, partition.currentLeaderEpoch),
        lastFetchedEpoch: partition.lastFetchedEpoch,
      });
    }
  }
  return [...byKey.values()];
}

function forgottenOf(request: FetchRequest, apiVersion: number): string[] {
  return request.forgottenTopicsData.flatMap(({ topic, topicId, partitions }) =>
    partitions.map((partition) => keyOf(apiVersion >= topicIdsSince ? topicId : topic, partition)),
  );
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

/** Answers of one topic stand together when they follow one another, as in Apache Kafka. */
function byTopic(answers: readonly FetchResponsePartition[]): FetchReply["responses"] {
  const topics: { topic: string; topicId: string; partitions: FetchResponsePartition["response"][] }[] = [];
  for (const { wanted, response } of answers) {
    const last = topics.at(-1);
    if (last !== undefined && last.topic === wanted.topic && last.topicId === wanted.topicId) {
      last.partitions.push(response);
    } else {
      topics.push({ topic: wanted.topic, topicId: wanted.topicId, partitions: [response] });
    }
  }
  return topics;
}
