import { errorCode } from "@ottla/protocol";
import type { Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { consumerGroupOf, type Entrance, findEntrance, openGroup } from "./entrance.ts";
import { refreshEpoch } from "./group-epoch.ts";
import { type ConsumerHeartbeatRequest, type ConsumerHeartbeatResponse } from "./heartbeat-request.ts";
import { leaveConsumerGroup } from "./leave.ts";
import { type ConsumerMember, isSameMetadata, isSameSet } from "./member.ts";
import {
  checkCapacity,
  checkState,
  findMember,
  type Membership,
  newMemberId,
  replaceMember,
} from "./membership.ts";
import { isSameOwned, listOwned } from "./partitions.ts";
import { writeMember } from "./records.ts";
import { Refusal } from "./refusal.ts";
import { checkRegex, updateRegexes } from "./regexes.ts";
import { updateTarget } from "./target.ts";
import { endAwaitJoin, endAwaitSync, extendSession } from "./timers.ts";
import { walk } from "./walk.ts";

/**
 * ConsumerGroupHeartbeat: a member joins, says what has changed, tells what it has given up, leaves, or just lives; and it
 * hears its epoch and, if they have changed, its partitions (KIP-848). The request is one that `checkHeartbeat` lets pass.
 */
export function consumerGroupHeartbeat(
  turn: Turn,
  request: ConsumerHeartbeatRequest,
): ConsumerHeartbeatResponse {
  const answer = decide(turn, request);
  return answer instanceof Refusal ? refusedHeartbeat(answer.errorCode, answer.message) : answer;
}

export function refusedHeartbeat(code: number, message: string | null): ConsumerHeartbeatResponse {
  return {
    errorCode: code,
    errorMessage: message,
    memberId: null,
    memberEpoch: 0,
    heartbeatIntervalMs: 0,
    assignment: null,
  };
}

function decide(turn: Turn, request: ConsumerHeartbeatRequest): ConsumerHeartbeatResponse | Refusal {
  if (request.memberEpoch < 0) return leaveConsumerGroup(turn, request);
  const entrance =
    request.memberEpoch === 0 ? findEntrance(turn, request.groupId) : findKnown(turn, request.groupId);
  if (entrance instanceof Refusal) return entrance;
  const sender = { ...request, memberId: request.memberId === "" ? newMemberId(turn) : request.memberId };
  const full = checkCapacity(turn.state.config.consumer.maxSize, crowd(entrance, request.memberId));
  if (full !== null) return full;
  if (entrance.what === "known") {
    const membership = findMember(entrance.group, sender);
    if (membership instanceof Refusal) return membership;
    const { member } = membership;
    const isRegexNew = request.subscribedTopicRegex !== member.subscribedTopicRegex;
    const refusal =
      checkState(member, request.topicPartitions) ??
      (isRegexNew ? checkRegex(entrance.group, request.subscribedTopicRegex) : null);
    return refusal ?? admit(turn, entrance.group, membership, sender);
  }
  const refusal = checkRegex(null, request.subscribedTopicRegex);
  if (refusal !== null) return refusal;
  const group = openGroup(turn, request.groupId, entrance);
  // Whoever joins a group that has just been turned is let in: nobody in it speaks this protocol.
  const membership = findMember(group, sender);
  return membership instanceof Refusal ? membership : admit(turn, group, membership, sender);
}

/** Who has an epoch has a group. */
function findKnown(turn: Turn, groupId: string): Entrance | Refusal {
  if (!turn.state.groups.has(groupId)) {
    return new Refusal(errorCode.GROUP_ID_NOT_FOUND, `Consumer group ${groupId} not found.`);
  }
  const group = consumerGroupOf(turn.state, groupId);
  return group instanceof Refusal ? group : { what: "known", group };
}

function crowd(entrance: Entrance, memberId: string): { memberCount: number; isMember: boolean } {
  if (entrance.what === "new") return { memberCount: 0, isMember: false };
  const { members } = entrance.what === "known" ? entrance.group : entrance.classic;
  return { memberCount: members.size, isMember: members.has(memberId) };
}

/** Nothing is left to refuse. */
function admit(
  turn: Turn,
  group: ConsumerGroup,
  membership: Membership,
  request: ConsumerHeartbeatRequest,
): ConsumerHeartbeatResponse {
  const { groupId } = group;
  const before = membership.member;
  const { memberId } = before;
  if (membership.replaced !== null) replaceMember(turn, group, membership);
  if (before.classic !== null) {
    endAwaitJoin(turn, groupId, memberId);
    endAwaitSync(turn, groupId, memberId);
  }
  const told = withNews(before, request);
  if (group.member(memberId) === null || !isSameMetadata(before, told)) writeMember(turn, groupId, told);
  const haveNamesChanged = !isSameSet(before.subscribedTopicNames, told.subscribedTopicNames);
  const regexChange = updateRegexes(turn, group, before, told);
  refreshEpoch(turn, group, { mustBump: haveNamesChanged || regexChange === "resolved" });
  updateTarget(turn, group);
  const after = walk(turn, group, told, {
    hasSubscriptionChanged: haveNamesChanged || regexChange !== "same",
    topicPartitions: request.topicPartitions,
  });
  const { consumer } = turn.state.config;
  extendSession(turn, groupId, memberId, consumer.sessionTimeoutMs(groupId));
  const mustTell =
    request.memberEpoch === 0 || isFull(request) || !isSameOwned(before.assigned, after.assigned);
  return {
    errorCode: errorCode.NONE,
    errorMessage: null,
    memberId,
    memberEpoch: after.memberEpoch,
    heartbeatIntervalMs: consumer.heartbeatIntervalMs(groupId),
    assignment: mustTell ? { topicPartitions: listOwned(after.assigned) } : null,
  };
}

function withNews(member: ConsumerMember, request: ConsumerHeartbeatRequest): ConsumerMember {
  const { subscribedTopicNames, rebalanceTimeoutMs } = request;
  return {
    ...member,
    instanceId: request.instanceId ?? member.instanceId,
    rackId: request.rackId ?? member.rackId,
    rebalanceTimeoutMs: rebalanceTimeoutMs === -1 ? member.rebalanceTimeoutMs : rebalanceTimeoutMs,
    serverAssignor: request.serverAssignor ?? member.serverAssignor,
    subscribedTopicNames:
      subscribedTopicNames === null ? member.subscribedTopicNames : new Set(subscribedTopicNames),
    subscribedTopicRegex: request.subscribedTopicRegex ?? member.subscribedTopicRegex,
    clientId: request.clientId,
    clientHost: request.clientHost,
    classic: null,
  };
}

/** A client that has lost track tells everything, and is told everything. */
function isFull(request: ConsumerHeartbeatRequest): boolean {
  const hasSubscription = request.subscribedTopicNames !== null || request.subscribedTopicRegex !== null;
  return request.rebalanceTimeoutMs !== -1 && hasSubscription && request.topicPartitions !== null;
}
