import { errorCode } from "@ottla/protocol";
import { consumerProtocolType } from "../classic/classic-group.ts";
import { failedJoin } from "../classic/membership.ts";
import type { JoinRequest, JoinResponse } from "../runtime/group-protocol.ts";
import type { Caller, Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { downgradeGroup } from "./downgrade.ts";
import { type EmbeddedSubscription, readSubscription, withTopicIds } from "./embedded-protocol.ts";
import { refreshEpoch } from "./group-epoch.ts";
import { type ConsumerMember, isSameMetadata, isSameSet, newMember } from "./member.ts";
import {
  checkCapacity,
  checkState,
  checkStaticMember,
  inPlaceOf,
  type Membership,
  newMemberId,
  replaceMember,
} from "./membership.ts";
import { migrationPolicy } from "./migration-policy.ts";
import type { TopicPartitions } from "./partitions.ts";
import { writeMember } from "./records.ts";
import { Refusal } from "./refusal.ts";
import { updateRegexes } from "./regexes.ts";
import { updateTarget } from "./target.ts";
import { awaitSync, endAwaitJoin, extendSession } from "./timers.ts";
import { walk } from "./walk.ts";

/** From JoinGroup v4 on a dynamic member is given its id first, and joins with it (KIP-394). */
const memberIdRequiredSince = 4;

/** A JoinGroup that may go on, and what has been read from it. */
interface Admission {
  readonly membership: Membership;
  readonly subscription: EmbeddedSubscription;
  readonly topicPartitions: readonly TopicPartitions[];
  /** It takes the place of the last member of the consumer protocol. */
  readonly isDowngrade: boolean;
}

/**
 * JoinGroup to a consumer group: the member is one of it like the others, and the coordinator assigns for it, but it is
 * told in its own protocol, as a generation in which it does not lead (KIP-848, "Online Migration"). It does not wait for others.
 * The group has members: an empty one gives way to a classic group.
 */
export function joinAsClassicMember(
  turn: Turn,
  group: ConsumerGroup,
  request: JoinRequest,
  caller: Caller<JoinResponse>,
): void {
  const memberId = request.memberId === "" ? newMemberId(turn) : request.memberId;
  const admission = check(turn, group, request, memberId);
  if (admission === "member id required") {
    turn.answer(caller, failedJoin(errorCode.MEMBER_ID_REQUIRED, memberId));
  } else if (admission instanceof Refusal) {
    turn.answer(caller, failedJoin(admission.errorCode, ""));
  } else {
    turn.answer(caller, admit(turn, group, request, admission));
  }
}

/** Changes nothing. */
function check(
  turn: Turn,
  group: ConsumerGroup,
  request: JoinRequest,
  memberId: string,
): Admission | Refusal | "member id required" {
  const { consumer, maxGroupSize } = turn.state.config;
  const policy = migrationPolicy(consumer.migrationPolicy);
  if (!policy.allowsClassicMembers) return inconsistent("the group migration is disabled");
  const isMember = group.members.has(memberId);
  const full = checkCapacity(consumer.maxSize, { memberCount: group.members.size, isMember });
  if (full !== null) return full;
  const names = request.protocols.map(({ name }) => name);
  if (request.protocolType !== consumerProtocolType || !group.canWorkWith(names)) {
    return inconsistent("no protocol is offered by all members");
  }
  const isUnknown = request.memberId === "";
  const isDynamic = request.groupInstanceId === null;
  if (isDynamic && isUnknown && request.apiVersion >= memberIdRequiredSince) return "member id required";
  const membership = findMember(group, request, memberId);
  if (membership instanceof Refusal) return membership;
  const subscription = readSubscription(request.protocols[0]!.metadata);
  if (subscription === null)
    return new Refusal(errorCode.UNKNOWN_SERVER_ERROR, "the subscription is malformed");
  const topicPartitions = withTopicIds(subscription.ownedPartitions, turn.state.topics);
  const refusal = checkState(membership.member, topicPartitions);
  if (refusal !== null) return refusal;
  const replaced = request.groupInstanceId === null ? null : group.staticMember(request.groupInstanceId);
  const isDowngrade =
    replaced?.classic === null &&
    group.classicMemberCount === group.members.size - 1 &&
    group.members.size <= maxGroupSize &&
    policy.allowsDowngrade;
  return { membership, subscription, topicPartitions, isDowngrade };
}

function inconsistent(reason: string): Refusal {
  return new Refusal(errorCode.INCONSISTENT_GROUP_PROTOCOL, reason);
}

function findMember(group: ConsumerGroup, request: JoinRequest, memberId: string): Membership | Refusal {
  const { groupInstanceId } = request;
  const known = group.member(memberId);
  if (groupInstanceId === null) return { member: known ?? newMember(memberId), replaced: null };
  const staticMember = group.staticMember(groupInstanceId);
  if (request.memberId === "") {
    return staticMember === null
      ? { member: newMember(memberId), replaced: null }
      : inPlaceOf(staticMember, memberId);
  }
  const refusal = checkStaticMember(staticMember, memberId, groupInstanceId);
  return refusal ?? { member: staticMember!, replaced: null };
}

/** Nothing is left to refuse. */
function admit(turn: Turn, group: ConsumerGroup, request: JoinRequest, admission: Admission): JoinResponse {
  const { membership, topicPartitions, isDowngrade } = admission;
  const { groupId } = group;
  const before = membership.member;
  const { memberId } = before;
  if (membership.replaced !== null) replaceMember(turn, group, membership);
  const told = withNews(before, request, admission.subscription);
  if (group.member(memberId) === null || !isSameMetadata(before, told)) writeMember(turn, groupId, told);
  const haveNamesChanged = !isSameSet(before.subscribedTopicNames, told.subscribedTopicNames);
  const regexChange = updateRegexes(turn, group, before, told);
  const hasSubscriptionChanged = haveNamesChanged || regexChange !== "same";
  const epochBefore = group.epoch;
  refreshEpoch(turn, group, { mustBump: hasSubscriptionChanged });
  let member = told;
  if (isDowngrade) {
    const isTargetOld = group.assignmentEpoch < group.epoch;
    if (!isTargetOld) member = walk(turn, group, told, { hasSubscriptionChanged, topicPartitions });
    const reason = isTargetOld ? "the last member of the consumer protocol was replaced" : null;
    downgradeGroup(turn, group, new Set(), { generationId: epochBefore, rebalanceReason: reason });
  } else {
    updateTarget(turn, group);
    member = walk(turn, group, told, { hasSubscriptionChanged, topicPartitions });
    endAwaitJoin(turn, groupId, memberId);
    extendSession(turn, groupId, memberId, request.sessionTimeoutMs);
    awaitSync(turn, groupId, memberId, request.rebalanceTimeoutMs);
  }
  return {
    errorCode: errorCode.NONE,
    memberId,
    generationId: member.memberEpoch,
    protocolType: consumerProtocolType,
    protocolName: request.protocols[0]!.name,
    leader: "",
    skipAssignment: false,
    members: [],
  };
}

function withNews(
  member: ConsumerMember,
  request: JoinRequest,
  subscription: EmbeddedSubscription,
): ConsumerMember {
  const { rackId } = subscription;
  return {
    ...member,
    instanceId: request.groupInstanceId ?? member.instanceId,
    rackId: rackId === null || rackId === "" ? member.rackId : rackId,
    rebalanceTimeoutMs:
      request.rebalanceTimeoutMs === -1 ? member.rebalanceTimeoutMs : request.rebalanceTimeoutMs,
    subscribedTopicNames: new Set(subscription.topics),
    subscribedTopicRegex: "",
    clientId: request.clientId,
    clientHost: request.clientHost,
    classic: { sessionTimeoutMs: request.sessionTimeoutMs, supportedProtocols: request.protocols },
  };
}
