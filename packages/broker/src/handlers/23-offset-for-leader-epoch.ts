import { errorCode, offsetForLeaderEpoch, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";

type PartitionRequest = RequestOf<typeof offsetForLeaderEpoch>["topics"][number]["partitions"][number];
type EpochEnd = ResponseInput<typeof offsetForLeaderEpoch>["topics"][number]["partitions"][number];

/** 23 OffsetForLeaderEpoch: where an epoch ends in the log, or the largest one before it that the log knows (KIP-101). */
export const handleOffsetForLeaderEpoch = handler(offsetForLeaderEpoch, (request, context) => ({
  topics: request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((partition) => epochEnd(topic, partition, context)),
  })),
}));

function epochEnd(topic: string, wanted: PartitionRequest, { broker }: RequestContext): EpochEnd {
  const { partition: index, currentLeaderEpoch, leaderEpoch } = wanted;
  const partition = broker.partitions.find(topic, index);
  if (typeof partition === "number") return { partition: index, errorCode: partition };
  const code = partition.checkLeaderEpoch(currentLeaderEpoch);
  if (code !== errorCode.NONE) return { partition: index, errorCode: code };
  const end = partition.endOffsetForEpoch(leaderEpoch);
  return {
    partition: index,
    errorCode: errorCode.NONE,
    leaderEpoch: end?.epoch ?? -1,
    endOffset: end?.endOffset ?? -1,
  };
}
