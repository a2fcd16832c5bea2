import { deleteRecords, errorCode, type RequestOf } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { isInternalTopic } from "../metadata/internal-topics.ts";

/** 21 DeleteRecords: moves the start of partitions forward (KIP-107). */
export const handleDeleteRecords = handler(deleteRecords, async (request, context) => ({
  topics: await Promise.all(
    Array.from(distinctOffsets(request), async ([name, offsets]) => ({
      name,
      partitions: await Promise.all(
        Array.from(offsets, async ([partitionIndex, offset]) => ({
          partitionIndex,
          ...(await deleteBefore(name, partitionIndex, offset, context)),
        })),
      ),
    })),
  ),
}));

interface Deletion {
  readonly lowWatermark: number;
  readonly errorCode: number;
}

async function deleteBefore(
  topic: string,
  index: number,
  offset: number,
  { broker }: RequestContext,
): Promise<Deletion> {
  const partition = broker.partitions.find(topic, index);
  if (typeof partition === "number") return refusal(partition);
  if (isInternalTopic(topic)) return refusal(errorCode.INVALID_TOPIC_EXCEPTION);
  const code = partition.checkLeaderEpoch();
  if (code !== errorCode.NONE) return refusal(code);
  if (!partition.allowsDeletion) return refusal(errorCode.POLICY_VIOLATION);
  try {
    const lowWatermark = await partition.log.deleteRecordsBefore(offset);
    return lowWatermark === null
      ? refusal(errorCode.OFFSET_OUT_OF_RANGE)
      : { lowWatermark, errorCode: errorCode.NONE };
  } catch (error) {
    // The disk did not take the checkpoint: after a restart the records might be there again.
    broker.logger.error({ topic, partition: index, error }, "the start of a log could not be made durable");
    return refusal(errorCode.KAFKA_STORAGE_ERROR);
  }
}

function refusal(code: number): Deletion {
  return { lowWatermark: -1, errorCode: code };
}

/** Offsets by topic and partition. Of what is named twice, the last is meant. */
function distinctOffsets({ topics }: RequestOf<typeof deleteRecords>): Map<string, Map<number, number>> {
  const byTopic = new Map<string, Map<number, number>>();
  for (const { name, partitions } of topics) {
    if (partitions.length === 0) continue; // it has no answer
    const offsets = byTopic.get(name) ?? new Map<number, number>();
    for (const { partitionIndex, offset } of partitions) offsets.set(partitionIndex, offset);
    byTopic.set(name, offsets);
  }
  return byTopic;
}
