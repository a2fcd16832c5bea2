import { type consumerGroupHeartbeat, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { consumerGroupHeartbeat as decideHeartbeat, refusedHeartbeat } from "../consumer/heartbeat.ts";
import { type ConsumerHeartbeatResponse, checkHeartbeat } from "../consumer/heartbeat-request.ts";
import type { GroupRouter, RequestOrigin } from "./request-origin.ts";

/** 68 ConsumerGroupHeartbeat. */
export async function answerConsumerGroupHeartbeat(
  router: GroupRouter,
  request: RequestOf<typeof consumerGroupHeartbeat>,
  origin: RequestOrigin,
): Promise<ResponseInput<typeof consumerGroupHeartbeat>> {
  const { apiVersion, clientId, clientHost } = origin;
  const machineRequest = { ...request, apiVersion, clientId: clientId ?? "", clientHost };
  const invalid = checkHeartbeat(machineRequest, router.config.consumer.assignors);
  if (invalid !== null) return refusedHeartbeat(invalid.errorCode, invalid.message);
  return router.ask<ConsumerHeartbeatResponse>(
    request.groupId,
    (turn) => decideHeartbeat(turn, machineRequest),
    (code) => refusedHeartbeat(code, null),
  );
}
