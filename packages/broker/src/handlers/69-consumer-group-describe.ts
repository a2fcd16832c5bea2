import { consumerGroupDescribe, errorCode } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { Refusal } from "../dispatch/refusal.ts";
import { hasConsumerProtocol } from "../groups/consumer-protocol.ts";
import { allOperations, notAsked } from "../metadata/authorized-operations.ts";

/** 69 ConsumerGroupDescribe: groups of the consumer protocol and their members. */
export const handleConsumerGroupDescribe = handler(consumerGroupDescribe, async (request, { broker }) => {
  if (!hasConsumerProtocol(broker)) return new Refusal(errorCode.UNSUPPORTED_VERSION);
  const groups = await broker.groups.consumerGroupDescribe(request.groupIds);
  const operations = request.includeAuthorizedOperations ? allOperations.group : notAsked;
  return {
    groups: groups.map((group) => ({
      ...group,
      authorizedOperations: group.errorCode === errorCode.NONE ? operations : notAsked,
    })),
  };
});
