import { errorCode } from "@ottla/protocol";
import type { TopicChanges } from "../runtime/cluster-topics.ts";
import type { ConsumerProtocol } from "../runtime/group-protocol.ts";
import type { Turn } from "../runtime/turn.ts";
import { consumerAppliers } from "./appliers.ts";
import { classicMembersProtocol } from "./classic-members.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { checkConsumerCommit, checkConsumerFetch } from "./offset-checks.ts";
import { onConsumerTimer } from "./on-timer.ts";
import { writeGroupTombstones } from "./records.ts";
import { extendSession, startRevocation } from "./timers.ts";

/** The consumer group protocol (KIP-848). Its own requests are `consumerGroupHeartbeat` and `consumerGroupDescribe`. */
export const consumerProtocol: ConsumerProtocol<ConsumerGroup> = {
  ...classicMembersProtocol,
  appliers: consumerAppliers,
  list: (group) => ({ groupType: "consumer", groupState: group.state, protocolType: "consumer" }),
  checkOffsetCommit: (turn, group, commit) => checkConsumerCommit(group, commit, turn.state.topics),
  checkOffsetFetch: checkConsumerFetch,
  /** Topics that are subscribed to are refused one by one: see `isSubscribedTo`. */
  checkOffsetDelete: () => errorCode.NONE,
  checkDelete: (group) => (group.members.size === 0 ? errorCode.NONE : errorCode.NON_EMPTY_GROUP),
  isSubscribedTo: (group, topicName) => group.subscriptions.has(topicName),
  offsetUnusedSince: () => (offset) => offset.commitTimestamp,
  writeTombstones: writeGroupTombstones,
  isEmpty: (group) => group.members.size === 0,
  onLoaded,
  onTimer: (turn, event) => {
    if (event.owner === "consumer") onConsumerTimer(turn, event);
  },
  onTopicsChanged,
};

function onLoaded(turn: Turn, group: ConsumerGroup): void {
  const { groupId } = group;
  const sessionTimeoutMs = turn.state.config.consumer.sessionTimeoutMs(groupId);
  for (const member of group.members.values()) {
    extendSession(turn, groupId, member.memberId, sessionTimeoutMs);
    if (member.state === "unrevoked") startRevocation(turn, groupId, member);
  }
}

/** Groups only take notice; heartbeats do what follows. */
function onTopicsChanged(turn: Turn, _topics: unknown, { created, changed, deleted }: TopicChanges): void {
  const names = [...created, ...changed, ...deleted.map(({ name }) => name)];
  for (const group of turn.state.groups.values()) {
    if (group.type !== "consumer") continue;
    if (created.length > 0) group.hasNewTopics = true;
    for (const name of names) if (group.subscriptions.has(name)) group.requestMetadataRefresh(name);
  }
}
