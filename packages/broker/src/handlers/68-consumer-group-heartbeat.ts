import { consumerGroupHeartbeat, errorCode } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { Refusal } from "../dispatch/refusal.ts";
import { hasConsumerProtocol } from "../groups/consumer-protocol.ts";
import { groupOrigin } from "../groups/group-origin.ts";

/** 68 ConsumerGroupHeartbeat: joins, stays in, reconciles with, and leaves a group of the consumer protocol (KIP-848). */
export const handleConsumerGroupHeartbeat = handler(consumerGroupHeartbeat, (request, context) => {
  if (!hasConsumerProtocol(context.broker)) return new Refusal(errorCode.UNSUPPORTED_VERSION);
  return context.broker.groups.consumerGroupHeartbeat(request, groupOrigin(context));
});
