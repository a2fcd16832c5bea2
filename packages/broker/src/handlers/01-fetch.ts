import { errorCode, fetch, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { DataWatch } from "../fetch/data-watch.ts";
import type { FetchablePartition, FetchResponsePartition } from "../fetch/fetch-types.ts";
import { nodesOf } from "../fetch/node-endpoints.ts";
import { openFetch } from "../fetch/open-fetch.ts";
import {
  type FetchLimits,
  type FetchTarget,
  failedPartition,
  readPartitions,
  unknown,
} from "../fetch/read-partitions.ts";
import { Partition } from "../partitions/partition.ts";

type FetchRequest = RequestOf<typeof fetch>;

/** From this version on topics are named by id. */
const topicIdsSince = 13;
const isolations = ["uncommitted", "committed"] as const;

/**
 * 1 Fetch: records from many partitions. Waits up to `maxWaitMs` for `minBytes`, but answers at once when there is an error
 * to tell or history has diverged.
 */
export const handleFetch = handler(fetch, (request, context) => {
  const opened = openFetch(request, context);
  if ("errorCode" in opened) return { ...opened, responses: [] };

  const targets: FetchTarget[] = [];
  const strangers: FetchResponsePartition[] = [];
  for (const each of opened.wanted) {
    const partition = find(each, context);
    // What the cluster does not have is no reason to hurry: the rest may still wait for records.
    if (isUnknown(partition)) strangers.push(unknown(each, codeOf(partition, each)));
    else targets.push({ wanted: each, partition });
  }
  const isolation = isolationOf(request, targets);
  if (isolation === undefined) return failAll(request, context);
  const respond = (read: readonly FetchResponsePartition[]): ResponseInput<typeof fetch> => {
    for (const { release } of read) if (release !== undefined) context.whenSent(release);
    // Brokers know how each other is reached.
    const nodeEndpoints = isFollower(request) ? [] : nodesOf(read, context);
    return { ...opened.respond([...read, ...strangers]), nodeEndpoints };
  };
  const limits = limitsOf(request, context, isolation);
  const read = readPartitions(targets, limits);
  // No promise where there is no need to wait: what is at hand is on its way when the next request is looked at.
  if (!(read instanceof Promise) && mayGo(read, limits, request)) return respond(read);
  return readOrWait({ targets, limits, read }, request, context).then((answers) =>
    answers === "no answer" ? answers : respond(answers),
  );
});

/** A fetch under way. */
interface Reading {
  readonly targets: readonly FetchTarget[];
  readonly limits: FetchLimits;
  /** What the first look at the partitions brought, or will bring. */
  readonly read: FetchResponsePartition[] | Promise<FetchResponsePartition[]>;
}

/** Looked at when there is something to read. */
function isolationOf(
  { isolationLevel }: FetchRequest,
  targets: readonly FetchTarget[],
): FetchLimits["isolation"] | undefined {
  return isolations[isolationLevel] ?? (targets.length === 0 ? "uncommitted" : undefined);
}

/** Where Apache Kafka meets an exception: an unknown isolation level. Before topic ids, partitions say so too. */
function failAll(
  { topics, sessionId }: FetchRequest,
  { apiVersion }: RequestContext,
): ResponseInput<typeof fetch> {
  const code = errorCode.UNKNOWN_SERVER_ERROR;
  const responses = topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((each) => failedPartition(each.partition, code)),
  }));
  return { errorCode: code, sessionId, responses: apiVersion >= topicIdsSince ? [] : responses };
}

function limitsOf(
  request: FetchRequest,
  { apiVersion, broker }: RequestContext,
  isolation: FetchLimits["isolation"],
): FetchLimits {
  return {
    maxBytes: Math.min(request.maxBytes, broker.config["fetch.max.bytes"]),
    isolation,
    replicaId: replicaIdOf(request),
    apiVersion,
    budget: broker.readBudget,
  };
}

/** Waits for records where there are not enough. What comes while the disk is read, or from now on, is not missed. */
async function readOrWait(
  { targets, limits, read }: Reading,
  request: FetchRequest,
  { broker, client }: RequestContext,
): Promise<FetchResponsePartition[] | "no answer"> {
  const partitions = targets.map(({ partition }) => partition).filter((each) => each instanceof Partition);
  const watch = new DataWatch(broker.clock, partitions, {
    isCommittedOnly: limits.isolation === "committed",
  });
  try {
    const answers = await read;
    if (mayGo(answers, limits, request)) return answers;
    const missingBytes = enoughBytes(limits, request) - bytesOf(answers);
    // What was read so far is let go: a parked fetch holds no records.
    for (const { release } of answers.splice(0)) release?.();
    await watch.until(missingBytes, {
      maxWaitMs: request.maxWaitMs,
      signals: [client.closed, broker.stopping],
    });
  } finally {
    watch.end();
  }
  return client.closed.aborted ? "no answer" : await readPartitions(targets, limits);
}

/** Whether there is enough to answer, or no reason to wait for more. */
function mayGo(
  answers: readonly FetchResponsePartition[],
  limits: FetchLimits,
  request: FetchRequest,
): boolean {
  const isUrgent = request.maxWaitMs <= 0 || answers.length === 0 || answers.some(hasTidings);
  return isUrgent || bytesOf(answers) >= enoughBytes(limits, request);
}

function enoughBytes({ maxBytes }: FetchLimits, { minBytes }: FetchRequest): number {
  return Math.min(minBytes, maxBytes);
}

function bytesOf(answers: readonly FetchResponsePartition[]): number {
  return answers.reduce((sum, { recordsBytes }) => sum + recordsBytes, 0);
}

function find(wanted: FetchablePartition, { broker, apiVersion }: RequestContext): Partition | number {
  const { partitions } = broker;
  return apiVersion >= topicIdsSince
    ? partitions.findById(wanted.topicId, wanted.partition)
    : partitions.find(wanted.topic, wanted.partition);
}

function replicaIdOf({ replicaId, replicaState }: FetchRequest): number {
  return Math.max(replicaId, replicaState.replicaId);
}

function isFollower(request: FetchRequest): boolean {
  return replicaIdOf(request) >= 0;
}

/** A session knows the name of a topic that it has seen, and so tells that it is gone, not that its id means nothing. */
function codeOf(code: number, { wasKnown }: FetchablePartition): number {
  return wasKnown === true ? errorCode.UNKNOWN_TOPIC_OR_PARTITION : code;
}

function isUnknown(partition: Partition | number): partition is number {
  return partition === errorCode.UNKNOWN_TOPIC_ID || partition === errorCode.UNKNOWN_TOPIC_OR_PARTITION;
}

/** Errors and diverging histories are told at once. */
function hasTidings({ response }: FetchResponsePartition): boolean {
  return response.errorCode !== errorCode.NONE || response.divergingEpoch !== undefined;
}
