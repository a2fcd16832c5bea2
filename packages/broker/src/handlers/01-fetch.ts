import { errorCode, fetch, type ResponseInput } from "@ottla/protocol";
import { DataWatch } from "../fetch/data-watch.ts";
import type { FetchablePartition, FetchResponsePartition } from "../fetch/fetch-types.ts";
import { openFetch } from "../fetch/open-fetch.ts";
import { readPartitions } from "../fetch/read-partitions.ts";
import type { Partition } from "../partitions/partition.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";

/**
 * 1 Fetch: records from many partitions. Waits up to `maxWaitMs` for `minBytes`, but answers at once when a partition
 * has an error to tell or history has diverged.
 */
export const handleFetch = handler(fetch, async (request, context) => {
  const { broker, client } = context;
  const opened = openFetch(request, context);
  if ("errorCode" in opened) return { errorCode: opened.errorCode, sessionId: opened.sessionId, responses: [] };

  const { wanted, respond } = opened;
  const targets = wanted.map((partition) => ({ partition, target: find(partition, context) }));
  const watch = new DataWatch(
    broker.clock,
    targets.flatMap(({ target }) => (typeof target === "number" ? [] : [target])),
  );
  try {
    const limits = {
      maxBytes: Math.min(request.maxBytes, broker.config["fetch.max.bytes"]),
      readCommitted: request.isolationLevel === 1,
    };
    let answers = await readPartitions(targets, limits);
    const readable = answers.reduce((sum, { recordsBytes }) => sum + recordsBytes, 0);
    const mustAnswer = targets.length === 0 || request.maxWaitMs <= 0 || answers.some(hasTidings);
    if (!mustAnswer && readable < request.minBytes) {
      await watch.until(request.minBytes - readable, {
        maxWaitMs: request.maxWaitMs,
        signals: [client.closed, broker.stopping],
      });
      if (client.closed.aborted) return "no answer";
      answers = await readPartitions(targets, limits);
    }
    return respond(answers);
  } finally {
    watch.end();
  }
});

/** The partition that is meant, or the error code that says why there is none. */
function find(wanted: FetchablePartition, { broker, apiVersion }: RequestContext): Partition | number {
  const partition =
    apiVersion >= 13
      ? broker.partitions.byId(wanted.topicId, wanted.partition)
      : broker.partitions.byName(wanted.topic, wanted.partition);
  if (partition === undefined) {
    const isKnownTopic = apiVersion < 13 || broker.partitions.hasTopicId(wanted.topicId);
    return isKnownTopic ? errorCode.UNKNOWN_TOPIC_OR_PARTITION : errorCode.UNKNOWN_TOPIC_ID;
  }
  const epochError = partition.checkLeaderEpoch(wanted.currentLeaderEpoch);
  return epochError === errorCode.NONE ? partition : epochError;
}

/** Errors and diverging histories are told at once. */
function hasTidings({ response }: FetchResponsePartition): boolean {
  return response.errorCode !== errorCode.NONE || response.divergingEpoch !== undefined;
}

export type FetchReply = ResponseInput<typeof fetch>;
