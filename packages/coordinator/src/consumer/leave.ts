import { errorCode } from "@ottla/protocol";
import type { Turn } from "../runtime/turn.ts";
import { consumerGroupOf } from "./entrance.ts";
import { fenceMembers } from "./fence.ts";
import type { ConsumerHeartbeatRequest, ConsumerHeartbeatResponse } from "./heartbeat-request.ts";
import { type ConsumerMember, staticLeaveEpoch } from "./member.ts";
import { checkStaticMember, unknownMember } from "./membership.ts";
import { noPartitions, type OwnedPartitions } from "./partitions.ts";
import { writeCurrentAssignment } from "./records.ts";
import { Refusal } from "./refusal.ts";

/** A member leaves: for good, or, a static one, until it is back. */
export function leaveConsumerGroup(
  turn: Turn,
  request: ConsumerHeartbeatRequest,
): ConsumerHeartbeatResponse | Refusal {
  const { groupId, memberId, instanceId, memberEpoch } = request;
  const group = consumerGroupOf(turn.state, groupId);
  if (group instanceof Refusal) return group;
  const member = instanceId === null ? group.member(memberId) : group.staticMember(instanceId);
  const refusal = instanceId === null ? null : checkStaticMember(member, memberId, instanceId);
  if (refusal !== null) return refusal;
  if (member === null) return unknownMember(groupId, memberId);
  turn.note("info", "a member leaves its group", { group: groupId, memberId, memberEpoch });
  if (memberEpoch === staticLeaveEpoch) leaveForNow(turn, groupId, member);
  else fenceMembers(turn, group, [memberId]);
  return {
    errorCode: errorCode.NONE,
    errorMessage: null,
    memberId,
    memberEpoch,
    heartbeatIntervalMs: 0,
    assignment: null,
  };
}

/** Nobody else gets what it has until its session expires. What it has to give up, it has given up. */
function leaveForNow(turn: Turn, groupId: string, member: ConsumerMember): void {
  writeCurrentAssignment(turn, groupId, {
    ...member,
    memberEpoch: staticLeaveEpoch,
    assigned: inEpochZero(member.assigned),
    pendingRevocation: noPartitions,
  });
}

/** Who comes back begins at epoch 0, and may commit from there on. */
function inEpochZero(owned: OwnedPartitions): OwnedPartitions {
  return new Map(
    Array.from(owned, ([topicId, epochs]) => [
      topicId,
      new Map(Array.from(epochs.keys(), (each) => [each, 0])),
    ]),
  );
}
