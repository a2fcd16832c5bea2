import { errorCode } from "@ottla/protocol";
import { leaveEpoch, staticLeaveEpoch } from "./member.ts";
import type { TopicPartitions } from "./partitions.ts";
import { Refusal } from "./refusal.ts";

/** ConsumerGroupHeartbeat, as the machine takes it. Null (and -1 for the timeout): as before. */
export interface ConsumerHeartbeatRequest {
  readonly groupId: string;
  readonly memberId: string;
  /** 0: joins; `leaveEpoch` and `staticLeaveEpoch`: leaves. */
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly subscribedTopicNames: readonly string[] | null;
  readonly subscribedTopicRegex: string | null;
  readonly serverAssignor: string | null;
  /** What the member has at present. */
  readonly topicPartitions: readonly TopicPartitions[] | null;
  readonly clientId: string;
  /** `/` and an address, as Kafka reports it. */
  readonly clientHost: string;
  readonly apiVersion: number;
}

export interface ConsumerHeartbeatResponse {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly memberId: string | null;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  /** Null: as before. */
  readonly assignment: { readonly topicPartitions: { topicId: string; partitions: number[] }[] } | null;
}

/** From v1 on members make up their ids themselves (KIP-1082). */
const memberIdFromClientSince = 1;

/** What is wrong with a request whatever the group is; null: nothing. */
export function checkHeartbeat(
  request: ConsumerHeartbeatRequest,
  assignors: readonly string[],
): Refusal | null {
  const { memberEpoch, serverAssignor } = request;
  const isMemberIdNeeded =
    request.apiVersion >= memberIdFromClientSince || memberEpoch > 0 || memberEpoch === leaveEpoch;
  if (isMemberIdNeeded && isBlank(request.memberId)) return invalid("MemberId can't be empty.");
  if (isBlank(request.groupId)) return invalid("GroupId can't be empty.");
  if (isBlank(request.instanceId)) return invalid("InstanceId can't be empty.");
  if (isBlank(request.rackId)) return invalid("RackId can't be empty.");
  const fault = memberEpoch === 0 ? joinFault(request) : epochFault(request);
  if (fault !== null) return invalid(fault);
  if (serverAssignor === null || assignors.includes(serverAssignor)) return null;
  return new Refusal(
    errorCode.UNSUPPORTED_ASSIGNOR,
    `ServerAssignor ${serverAssignor} is not supported. Supported assignors: ${assignors.join(", ")}.`,
  );
}

function joinFault(request: ConsumerHeartbeatRequest): string | null {
  if (request.rebalanceTimeoutMs === -1) return "RebalanceTimeoutMs must be provided in first request.";
  if (request.topicPartitions?.length !== 0) return "TopicPartitions must be empty when (re-)joining.";
  if (request.subscribedTopicNames === null && request.subscribedTopicRegex === null) {
    return "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.";
  }
  return null;
}

function epochFault({ memberEpoch, instanceId }: ConsumerHeartbeatRequest): string | null {
  if (memberEpoch < staticLeaveEpoch) return "MemberEpoch is invalid.";
  return memberEpoch === staticLeaveEpoch && instanceId === null ? "InstanceId can't be null." : null;
}

function invalid(message: string): Refusal {
  return new Refusal(errorCode.INVALID_REQUEST, message);
}

function isBlank(text: string | null): boolean {
  return text !== null && text.trim() === "";
}
