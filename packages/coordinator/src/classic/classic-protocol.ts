import { errorCode } from "@ottla/protocol";
import type { CommitIdentity, GroupProtocol } from "../runtime/group-protocol.ts";
import type { Turn } from "../runtime/turn.ts";
import type { ClassicGroup } from "./classic-group.ts";
import { groupMetadataApplier, writeGroupTombstone } from "./group-metadata.ts";
import { checkMember, extendSession } from "./membership.ts";
import { onClassicTimer } from "./on-timer.ts";
import { resumeClassicGroup } from "./resume.ts";

/** The classic group protocol (the protocol guide, "Group Membership Protocol"). */
export const classicProtocol: GroupProtocol<ClassicGroup> = {
  appliers: [groupMetadataApplier],
  list: (group) => ({
    groupType: "classic",
    groupState: group.state,
    protocolType: group.protocolType ?? "",
  }),
  checkOffsetCommit,
  checkOffsetFetch: () => errorCode.NONE,
  /** Of an active group of consumers the topics count: see `isSubscribedTo`. Of others nobody knows what is in use. */
  checkOffsetDelete: (group) =>
    group.state === "Empty" || group.usesConsumerProtocol ? errorCode.NONE : errorCode.NON_EMPTY_GROUP,
  checkDelete: (group) => (group.state === "Empty" ? errorCode.NONE : errorCode.NON_EMPTY_GROUP),
  isSubscribedTo: (group, topicName) => group.subscribedTopics?.has(topicName) ?? group.usesConsumerProtocol,
  offsetUnusedSince(group) {
    if (group.protocolType !== null && group.state === "Empty") {
      const { stateTimestamp } = group;
      return stateTimestamp === -1 ? (offset) => offset.commitTimestamp : () => stateTimestamp;
    }
    const isConsuming =
      group.usesConsumerProtocol && group.subscribedTopics !== null && group.state === "Stable";
    return group.protocolType === null || isConsuming ? (offset) => offset.commitTimestamp : null;
  },
  writeTombstones: writeGroupTombstone,
  isEmpty: (group) => group.state === "Empty" && group.pendingMembers.size === 0,
  onLoaded: (turn, group) => {
    const { maxGroupSize } = turn.state.config;
    // Who comes back first may stay, should the limit have been lowered.
    resumeClassicGroup(turn, group, group.members.size > maxGroupSize ? "the group is too large" : null);
  },
  onTimer: (turn, event) => {
    if (event.owner === "classic") onClassicTimer(turn, event);
  },
};

function checkOffsetCommit(turn: Turn, group: ClassicGroup, commit: CommitIdentity): number {
  const { memberId, groupInstanceId, generationIdOrMemberEpoch: generationId, isTransactional } = commit;
  // A consumer that assigns partitions to itself, or an admin tool, while the group has no members.
  if (generationId < 0 && group.state === "Empty") return errorCode.NONE;
  if (generationId >= 0 || memberId !== "" || groupInstanceId !== null) {
    const code = checkMember(group, memberId, groupInstanceId);
    if (code !== errorCode.NONE) return code;
    if (generationId !== group.generationId) return errorCode.ILLEGAL_GENERATION;
  } else if (!isTransactional && group.state !== "Empty") {
    return errorCode.UNKNOWN_MEMBER_ID;
  }
  if (isTransactional) return errorCode.NONE;
  if (group.state === "CompletingRebalance") return errorCode.REBALANCE_IN_PROGRESS;
  const member = group.member(memberId);
  if (member !== null) extendSession(turn, group, member);
  return errorCode.NONE;
}
