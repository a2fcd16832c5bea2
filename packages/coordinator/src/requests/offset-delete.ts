import { errorCode, type offsetDelete, type RequestOf, type ResponseInput, zeroUuid } from "@ottla/protocol";
import { type DeleteOffsetsResponse, deleteOffsets } from "../offsets/delete.ts";
import { PartitionResults } from "./partition-results.ts";
import type { GroupRouter } from "./request-origin.ts";

/** 47 OffsetDelete. */
export async function answerOffsetDelete(
  router: GroupRouter,
  request: RequestOf<typeof offsetDelete>,
): Promise<ResponseInput<typeof offsetDelete>> {
  const { groupId } = request;
  if (groupId === "") return { errorCode: errorCode.INVALID_GROUP_ID, topics: [] };
  const results = new PartitionResults();
  const topics: { name: string; partitions: number[] }[] = [];
  for (const { name, partitions } of request.topics) {
    const known = router.topics.byName(name);
    if (known === null) results.addTopic({ name, topicId: zeroUuid }); // even where nothing of it is asked for
    const partitionCount = known?.partitionCount ?? 0;
    const existing: number[] = [];
    for (const { partitionIndex } of partitions) {
      if (partitionIndex >= 0 && partitionIndex < partitionCount) existing.push(partitionIndex);
      else results.add({ name, topicId: zeroUuid }, partitionIndex, errorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }
    if (existing.length > 0) topics.push({ name, partitions: existing });
  }
  const response = await router.ask<DeleteOffsetsResponse>(
    groupId,
    (turn) => deleteOffsets(turn, { groupId, topics }),
    (code) => ({ errorCode: code }),
  );
  if (!("partitionErrorCodes" in response)) return { errorCode: response.errorCode, topics: [] };
  const resultOf = results.forGroup();
  topics.forEach(({ name, partitions }, topicIndex) => {
    const result = resultOf({ name, topicId: zeroUuid });
    partitions.forEach((partitionIndex, index) => {
      result.partitions.push({
        partitionIndex,
        errorCode: response.partitionErrorCodes[topicIndex]![index]!,
      });
    });
  });
  return {
    errorCode: errorCode.NONE,
    topics: results.topics.map(({ name, partitions }) => ({ name, partitions })),
  };
}
