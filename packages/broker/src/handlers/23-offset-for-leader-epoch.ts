import { errorCode, offsetForLeaderEpoch } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";

/** 23 OffsetForLeaderEpoch: where an epoch ends in the log, or the largest one before it that the log knows (KIP-101). */
export const handleOffsetForLeaderEpoch = handler(offsetForLeaderEpoch, (request, context) => ({
  topics: request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch }) => ({
      partition,
      ...epochEnd(topic, partition, currentLeaderEpoch, leaderEpoch, context),
    })),
  })),
}));

function epochEnd(
  topic: string,
  index: number,
  currentLeaderEpoch: number,
  leaderEpoch: number,
  { broker }: RequestContext,
): { errorCode: number; leaderEpoch: number; endOffset: number } {
  const partition = broker.partitions.byName(topic, index);
  const code = partition?.checkLeaderEpoch(currentLeaderEpoch) ?? errorCode.UNKNOWN_TOPIC_OR_PARTITION;
  if (partition === undefined || code !== errorCode.NONE) return { errorCode: code, leaderEpoch: -1, endOffset: -1 };
  const end = partition.endOffsetForEpoch(leaderEpoch);
  return { errorCode: errorCode.NONE, leaderEpoch: end?.epoch ?? -1, endOffset: end?.endOffset ?? -1 };
}
