import { errorCode } from "@ottla/protocol";
import { type DescribedConsumerGroup, describeConsumerGroup, undescribed } from "../consumer/describe.ts";
import type { GroupRouter } from "./request-origin.ts";

/** 69 ConsumerGroupDescribe, one group. */
export async function answerConsumerGroupDescribe(
  router: GroupRouter,
  groupId: string,
): Promise<DescribedConsumerGroup> {
  if (groupId === "") return undescribed(groupId, errorCode.INVALID_GROUP_ID, null);
  return router.ask<DescribedConsumerGroup>(
    groupId,
    (turn) => describeConsumerGroup(turn.state, groupId),
    (code) => undescribed(groupId, code, null),
  );
}
