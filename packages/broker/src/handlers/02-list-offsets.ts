import { errorCode, listOffsets, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { findOffset } from "../partitions/find-offset.ts";

type PartitionRequest = RequestOf<typeof listOffsets>["topics"][number]["partitions"][number];
type PartitionResponse = ResponseInput<typeof listOffsets>["topics"][number]["partitions"][number];

/** 2 ListOffsets: the offset of a timestamp, or one of the special ones, for each partition asked about. */
export const handleListOffsets = handler(listOffsets, async (request, context) => {
  const repeated = repeatedPartitions(request);
  const topics = await Promise.all(
    request.topics.map(async ({ name, partitions }) => ({
      name,
      partitions: await Promise.all(
        partitions.map((partition) =>
          repeated.has(`${name}/${partition.partitionIndex}`)
            ? refusal(partition, errorCode.INVALID_REQUEST)
            : answer(name, partition, request.isolationLevel === 1, context),
        ),
      ),
    })),
  );
  return { topics };
});

async function answer(
  topic: string,
  wanted: PartitionRequest,
  readCommitted: boolean,
  { apiVersion, broker }: RequestContext,
): Promise<PartitionResponse> {
  const partition = broker.partitions.byName(topic, wanted.partitionIndex);
  if (partition === undefined) return refusal(wanted, errorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const epochError = partition.checkLeaderEpoch(wanted.currentLeaderEpoch);
  if (epochError !== errorCode.NONE) return refusal(wanted, epochError);
  const found = await findOffset(partition, wanted.timestamp, { apiVersion, readCommitted });
  if (found.errorCode !== errorCode.NONE) return refusal(wanted, found.errorCode);
  return { partitionIndex: wanted.partitionIndex, ...found };
}

function refusal({ partitionIndex }: PartitionRequest, code: number): PartitionResponse {
  return { partitionIndex, errorCode: code };
}

/** Asking twice about a partition is a fault of the client, told for that partition alone. */
function repeatedPartitions({ topics }: RequestOf<typeof listOffsets>): Set<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name, partitions } of topics) {
    for (const { partitionIndex } of partitions) {
      const key = `${name}/${partitionIndex}`;
      if (seen.has(key)) repeated.add(key);
      seen.add(key);
    }
  }
  return repeated;
}
