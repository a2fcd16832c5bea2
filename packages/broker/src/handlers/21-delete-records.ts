import { deleteRecords, errorCode } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";

/** Stands for the high watermark: delete everything that is committed. */
const toHighWatermark = -1;

/** 21 DeleteRecords: moves the start of partitions forward (KIP-107). */
export const handleDeleteRecords = handler(deleteRecords, async (request, context) => ({
  topics: await Promise.all(
    request.topics.map(async ({ name, partitions }) => ({
      name,
      partitions: await Promise.all(
        partitions.map(async ({ partitionIndex, offset }) => ({
          partitionIndex,
          ...(await deleteBefore(name, partitionIndex, offset, context)),
        })),
      ),
    })),
  ),
}));

async function deleteBefore(
  topic: string,
  index: number,
  offset: number,
  { broker }: RequestContext,
): Promise<{ lowWatermark: number; errorCode: number }> {
  const partition = broker.partitions.byName(topic, index);
  if (partition === undefined) return { lowWatermark: -1, errorCode: errorCode.UNKNOWN_TOPIC_OR_PARTITION };
  if (!partition.allowsDeletion) return { lowWatermark: -1, errorCode: errorCode.POLICY_VIOLATION };
  const target = offset === toHighWatermark ? partition.log.highWatermark : offset;
  if (target < 0 || target > partition.log.highWatermark) {
    return { lowWatermark: -1, errorCode: errorCode.OFFSET_OUT_OF_RANGE };
  }
  await partition.log.deleteRecordsBefore(target);
  return { lowWatermark: partition.log.startOffset, errorCode: errorCode.NONE };
}
