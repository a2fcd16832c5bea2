import { errorCode } from "@ottla/protocol";
import type { Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { type ConsumerMember, newMember, staticLeaveEpoch } from "./member.ts";
import { ownsAll, type TopicPartitions } from "./partitions.ts";
import { writeCurrentAssignment, writeMember, writeMemberTombstones, writeTarget } from "./records.ts";
import { Refusal } from "./refusal.ts";
import { cancelMemberTimers } from "./timers.ts";

/** Who sends a heartbeat. */
export interface Sender {
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly topicPartitions: readonly TopicPartitions[] | null;
}

/** A member: known, or new (then nothing is recorded of it yet), or in the place of another. */
export interface Membership {
  readonly member: ConsumerMember;
  /** A static member that came back under another member id takes the place of this one. */
  readonly replaced: ConsumerMember | null;
}

/** The member that a heartbeat of the consumer protocol comes from. */
export function findMember(group: ConsumerGroup, sender: Sender): Membership | Refusal {
  return sender.instanceId === null
    ? findDynamicMember(group, sender)
    : findStaticMember(group, sender, sender.instanceId);
}

function findDynamicMember(group: ConsumerGroup, sender: Sender): Membership | Refusal {
  const { memberId } = sender;
  const member = group.member(memberId);
  if (member !== null) return checkEpoch(member, sender) ?? { member, replaced: null };
  return sender.memberEpoch === 0
    ? { member: newMember(memberId), replaced: null }
    : unknownMember(group.groupId, memberId);
}

function findStaticMember(group: ConsumerGroup, sender: Sender, instanceId: string): Membership | Refusal {
  const { memberId } = sender;
  const member = group.staticMember(instanceId);
  if (sender.memberEpoch === 0) {
    if (member === null) return { member: group.member(memberId) ?? newMember(memberId), replaced: null };
    // A classic member may be replaced at any time, as in its own protocol.
    if (member.classic === null && member.memberEpoch !== staticLeaveEpoch) {
      return new Refusal(
        errorCode.UNRELEASED_INSTANCE_ID,
        `Static member ${memberId} with instance id ${instanceId} cannot join the group because the instance id is owned by ${member.memberId} member.`,
      );
    }
    return inPlaceOf(member, memberId);
  }
  return (
    checkStaticMember(member, memberId, instanceId) ??
    checkEpoch(member!, sender) ?? { member: member!, replaced: null }
  );
}

/** The member that comes back has what it had, and begins again from epoch 0. */
export function inPlaceOf(replaced: ConsumerMember, memberId: string): Membership {
  return { member: { ...replaced, memberId, memberEpoch: 0, previousMemberEpoch: 0 }, replaced };
}

/** Whether the instance id belongs to this member id. */
export function checkStaticMember(
  member: ConsumerMember | null,
  memberId: string,
  instanceId: string,
): Refusal | null {
  if (member === null)
    return new Refusal(errorCode.UNKNOWN_MEMBER_ID, `Instance id ${instanceId} is unknown.`);
  if (member.memberId === memberId) return null;
  return new Refusal(
    errorCode.FENCED_INSTANCE_ID,
    `Static member ${memberId} with instance id ${instanceId} was fenced by member ${member.memberId}.`,
  );
}

export function unknownMember(groupId: string, memberId: string): Refusal {
  return new Refusal(errorCode.UNKNOWN_MEMBER_ID, `Member ${memberId} is not a member of group ${groupId}.`);
}

/**
 * A member's epoch has to be the one that it was told. The one before is good too, if the member has nothing but what it
 * may have by now: the answer with the new epoch has been lost.
 */
function checkEpoch(member: ConsumerMember, { memberEpoch, topicPartitions }: Sender): Refusal | null {
  if (memberEpoch === 0 || memberEpoch === member.memberEpoch) return null;
  const isAnswerLost =
    memberEpoch < member.memberEpoch &&
    memberEpoch === member.previousMemberEpoch &&
    topicPartitions !== null &&
    ownsAll(member.assigned, topicPartitions);
  if (isAnswerLost) return null;
  const relation = memberEpoch > member.memberEpoch ? "greater" : "smaller";
  return new Refusal(
    errorCode.FENCED_MEMBER_EPOCH,
    `The consumer group member has a ${relation} member epoch (${memberEpoch}) than the one known by the group ` +
      `coordinator (${member.memberEpoch}). The member must abandon all its partitions and rejoin.`,
  );
}

/** A member in a state that only a later Kafka knows can do nothing but begin again, with nothing. */
export function checkState(member: ConsumerMember, owned: readonly TopicPartitions[] | null): Refusal | null {
  if (member.state !== "unknown" || owned?.length === 0) return null;
  return new Refusal(
    errorCode.FENCED_MEMBER_EPOCH,
    "The consumer group member is in a unknown state. The member must abandon all its partitions and rejoin.",
  );
}

export function checkCapacity(
  maxSize: number,
  group: { readonly memberCount: number; readonly isMember: boolean },
): Refusal | null {
  if (group.memberCount < maxSize || group.isMember) return null;
  return new Refusal(
    errorCode.GROUP_MAX_SIZE_REACHED,
    `The consumer group has reached its maximum capacity of ${maxSize} members.`,
  );
}

/** Records that a static member is back under another id, with its target and everything. */
export function replaceMember(turn: Turn, group: ConsumerGroup, { member, replaced }: Membership): void {
  if (replaced === null) return;
  const { groupId } = group;
  const target = group.target(replaced.memberId);
  cancelMemberTimers(turn, groupId, replaced.memberId);
  writeMemberTombstones(turn, groupId, replaced.memberId);
  writeMember(turn, groupId, member);
  writeTarget(turn, groupId, member.memberId, target);
  writeCurrentAssignment(turn, groupId, member);
}

/** An id for a member that brings none, as Kafka makes them: 16 random bytes in base64url. */
export function newMemberId(turn: Turn): string {
  const bytes = turn.drawBytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return Buffer.from(bytes).toString("base64url");
}
