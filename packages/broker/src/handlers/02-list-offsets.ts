import { errorCode, listOffsets, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { Slices } from "@ottla/runtime";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { Refusal } from "../dispatch/refusal.ts";
import { type FindOptions, findOffset, isKnownTimestamp } from "../partitions/find-offset.ts";

type Request = RequestOf<typeof listOffsets>;
type PartitionRequest = Request["topics"][number]["partitions"][number];
type PartitionResponse = ResponseInput<typeof listOffsets>["topics"][number]["partitions"][number];

/** Searches by time that run at once for one request: each may read the disk. */
const concurrency = 8;
const consumer = -1;

/** 2 ListOffsets: the offset of a timestamp, or one of the special ones, for each partition asked about. */
export const handleListOffsets = handler(listOffsets, async (request, context) => {
  // Apache Kafka fails with an exception here.
  if (request.isolationLevel < 0 || request.isolationLevel > 1) {
    return new Refusal(errorCode.UNKNOWN_SERVER_ERROR);
  }
  const asked = topicsOf(request);
  const topics = asked.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((each) => refusal(each, errorCode.NONE)),
  }));
  const repeated = repeatedPartitions(request);
  const questions = asked.flatMap(({ name, partitions }, topicIndex) =>
    partitions.map((partition, index) => ({
      name,
      partition,
      answers: topics[topicIndex]!.partitions,
      index,
    })),
  );
  const rest = questions.values();
  const slices = new Slices(context.broker.clock);
  const worker = async (): Promise<void> => {
    for (const { name, partition, answers, index } of rest) {
      answers[index] = repeated.has(keyOf(name, partition))
        ? refusal(partition, errorCode.INVALID_REQUEST)
        : await answer(name, partition, request, context);
      if (slices.isOver) await slices.next();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, questions.length) }, worker));
  return { topics: repeated.size === 0 ? topics : topics.map(withoutRepetition) };
});

/** A topic that is named twice is one topic, and one without partitions has no answer. */
function topicsOf({ topics }: Request): Request["topics"] {
  const byName = new Map<string, Request["topics"][number]>();
  for (const topic of topics) {
    const known = byName.get(topic.name);
    if (known !== undefined)
      byName.set(topic.name, { ...topic, partitions: [...known.partitions, ...topic.partitions] });
    else if (topic.partitions.length > 0) byName.set(topic.name, topic);
  }
  return [...byName.values()];
}

async function answer(
  topic: string,
  wanted: PartitionRequest,
  request: Request,
  { apiVersion, broker }: RequestContext,
): Promise<PartitionResponse> {
  if (!isKnownTimestamp(wanted.timestamp, apiVersion)) return refusal(wanted, errorCode.UNSUPPORTED_VERSION);
  const partition = broker.partitions.find(topic, wanted.partitionIndex);
  if (typeof partition === "number") return refusal(wanted, partition);
  const code = partition.checkLeaderEpoch(wanted.currentLeaderEpoch);
  if (code !== errorCode.NONE) return refusal(wanted, code);
  const found = await findOffset(partition, wanted.timestamp, { apiVersion, upTo: reachOf(request) });
  // The versions before have no place for it.
  const leaderEpoch = apiVersion >= 4 ? found.leaderEpoch : -1;
  return { ...found, partitionIndex: wanted.partitionIndex, leaderEpoch };
}

/** How far the asker reads. */
function reachOf({ replicaId, isolationLevel }: Request): FindOptions["upTo"] {
  if (replicaId !== consumer) return "end";
  return isolationLevel === 1 ? "lastStableOffset" : "highWatermark";
}

function refusal({ partitionIndex }: PartitionRequest, code: number): PartitionResponse {
  return { partitionIndex, errorCode: code };
}

/** Asking twice about a partition is a fault of the client, told for that partition alone. */
function repeatedPartitions({ topics }: Request): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name, partitions } of topics) {
    for (const partition of partitions) {
      const key = keyOf(name, partition);
      if (seen.has(key)) repeated.add(key);
      seen.add(key);
    }
  }
  return repeated;
}

function keyOf(topic: string, { partitionIndex }: PartitionRequest): string {
  return `${topic}/${partitionIndex}`;
}

/** What was asked twice is answered once. */
function withoutRepetition(topic: { name: string; partitions: PartitionResponse[] }): typeof topic {
  const byIndex = new Map(topic.partitions.map((partition) => [partition.partitionIndex, partition]));
  return { ...topic, partitions: [...byIndex.values()] };
}
