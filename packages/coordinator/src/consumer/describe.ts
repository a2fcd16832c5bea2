import { errorCode } from "@ottla/protocol";
import type { ClusterTopics } from "../runtime/cluster-topics.ts";
import type { GroupCoordinatorState } from "../runtime/state.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { consumerGroupOf } from "./entrance.ts";
import type { ConsumerMember } from "./member.ts";
import { listAssigned, listOwned } from "./partitions.ts";
import { Refusal } from "./refusal.ts";

/** A group as ConsumerGroupDescribe shows it. */
export interface DescribedConsumerGroup {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly assignorName: string;
  readonly members: DescribedConsumerMember[];
}

export interface DescribedConsumerMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly memberEpoch: number;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: string[];
  readonly subscribedTopicRegex: string | null;
  readonly assignment: DescribedAssignment;
  readonly targetAssignment: DescribedAssignment;
  readonly memberType: number;
}

interface DescribedAssignment {
  readonly topicPartitions: { topicId: string; topicName: string; partitions: number[] }[];
}

const classicMemberType = 0;
const consumerMemberType = 1;

/** A group as it is, or why it is not shown. */
export function describeConsumerGroup(state: GroupCoordinatorState, groupId: string): DescribedConsumerGroup {
  const group = consumerGroupOf(state, groupId);
  return group instanceof Refusal
    ? undescribed(groupId, group.errorCode, group.message)
    : describe(state, group);
}

export function undescribed(groupId: string, code: number, message: string | null): DescribedConsumerGroup {
  return {
    errorCode: code,
    errorMessage: message,
    groupId,
    groupState: "",
    groupEpoch: 0,
    assignmentEpoch: 0,
    assignorName: "",
    members: [],
  };
}

function describe(state: GroupCoordinatorState, group: ConsumerGroup): DescribedConsumerGroup {
  return {
    errorCode: errorCode.NONE,
    errorMessage: null,
    groupId: group.groupId,
    groupState: group.state,
    groupEpoch: group.epoch,
    assignmentEpoch: group.assignmentEpoch,
    assignorName: group.preferredAssignor() ?? state.config.consumer.assignors[0] ?? "",
    members: Array.from(group.members.values(), (member) => describeMember(state.topics, group, member)),
  };
}

function describeMember(
  topics: ClusterTopics,
  group: ConsumerGroup,
  member: ConsumerMember,
): DescribedConsumerMember {
  return {
    memberId: member.memberId,
    instanceId: member.instanceId,
    rackId: member.rackId,
    memberEpoch: member.memberEpoch,
    clientId: member.clientId,
    clientHost: member.clientHost,
    subscribedTopicNames: [...member.subscribedTopicNames],
    subscribedTopicRegex: member.subscribedTopicRegex,
    // What it is giving up is its own until it says that it has.
    assignment: withNames(topics, [...listOwned(member.assigned), ...listOwned(member.pendingRevocation)]),
    targetAssignment: withNames(topics, listAssigned(group.target(member.memberId))),
    memberType: member.classic === null ? consumerMemberType : classicMemberType,
  };
}

/** One entry for each topic that exists. */
function withNames(
  topics: ClusterTopics,
  listed: readonly { topicId: string; partitions: number[] }[],
): DescribedAssignment {
  const byId = new Map<string, { topicId: string; topicName: string; partitions: number[] }>();
  for (const { topicId, partitions } of listed) {
    const topic = topics.byId(topicId);
    if (topic === null) continue;
    const entry = byId.get(topicId);
    if (entry === undefined)
      byId.set(topicId, { topicId, topicName: topic.name, partitions: [...partitions] });
    else entry.partitions.push(...partitions);
  }
  return { topicPartitions: [...byId.values()] };
}
