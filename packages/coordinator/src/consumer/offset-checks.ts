import { errorCode, zeroUuid } from "@ottla/protocol";
import type { ClusterTopics } from "../runtime/cluster-topics.ts";
import type { CommitIdentity } from "../runtime/group-protocol.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import type { ConsumerMember } from "./member.ts";

/** From OffsetCommit v9 on requests have a member epoch. */
const memberEpochSince = 9;

/**
 * Whether somebody may commit: a member, in its epoch. An older epoch is good for partitions that the member has had since
 * then: its commit and the answer with its new epoch have crossed (KIP-1251). An error code.
 */
export function checkConsumerCommit(
  group: ConsumerGroup,
  commit: CommitIdentity,
  topics: ClusterTopics,
): number {
  const { memberId, groupInstanceId, generationIdOrMemberEpoch: epoch, isTransactional, apiVersion } = commit;
  if (epoch < 0 && group.members.size === 0) return errorCode.NONE;
  // Producers that do not tell which consumer they commit for.
  if (isTransactional && epoch === -1 && memberId === "" && groupInstanceId === null) return errorCode.NONE;
  const member = group.member(memberId);
  if (member === null) return errorCode.UNKNOWN_MEMBER_ID;
  if (!isTransactional && member.classic === null && apiVersion < memberEpochSince) {
    return errorCode.UNSUPPORTED_VERSION;
  }
  const isGood =
    epoch === member.memberEpoch ||
    (epoch < member.memberEpoch && hasHadSince(member, epoch, commit, topics));
  if (isGood) return errorCode.NONE;
  // Neither classic members nor producers know of member epochs.
  return member.classic !== null || isTransactional
    ? errorCode.ILLEGAL_GENERATION
    : errorCode.STALE_MEMBER_EPOCH;
}

function hasHadSince(
  member: ConsumerMember,
  epoch: number,
  commit: CommitIdentity,
  topics: ClusterTopics,
): boolean {
  return commit.topics.every(({ name, topicId: told, partitions }) => {
    const topicId = told === zeroUuid ? topics.byName(name)?.topicId : told;
    if (topicId === undefined) return false;
    return partitions.every(({ partitionIndex }) => {
      const since =
        member.assigned.get(topicId)?.get(partitionIndex) ??
        member.pendingRevocation.get(topicId)?.get(partitionIndex);
      return since !== undefined && epoch >= since;
    });
  });
}

/** Whether somebody may ask for committed offsets: an admin tool, or a member in its epoch. An error code. */
export function checkConsumerFetch(
  group: ConsumerGroup,
  { memberId, memberEpoch }: { readonly memberId: string | null; readonly memberEpoch: number },
): number {
  if (memberId === null && memberEpoch < 0) return errorCode.NONE;
  const member = memberId === null ? null : group.member(memberId);
  if (member === null) return errorCode.UNKNOWN_MEMBER_ID;
  if (memberEpoch === member.memberEpoch) return errorCode.NONE;
  return member.classic === null ? errorCode.STALE_MEMBER_EPOCH : errorCode.ILLEGAL_GENERATION;
}
