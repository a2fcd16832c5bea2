import { errorCode } from "@ottla/protocol";
import type { JoinRequest, JoinResponse } from "../runtime/group-protocol.ts";
import type { Caller, Turn } from "../runtime/turn.ts";
import type { ClassicGroup } from "./classic-group.ts";
import { ClassicMember } from "./classic-member.ts";
import { writeGroupMetadata } from "./group-metadata.ts";
import { answerJoin, answerSync, extendSession, failedJoin, failedSync, takeOver } from "./membership.ts";
import { completeJoinIfEverybodyIsThere, joined, prepareRebalance } from "./rebalance.ts";
import { sessionKey } from "./timer-event.ts";

/** JoinGroup v9 can say "you lead, but there is nothing to assign" (KIP-814). */
const skipAssignmentSince = 9;

/**
 * A static member is back after a restart: it has its instance id, but not the member id that it had (KIP-345). It takes
 * its own place under a new member id, and whoever still uses the old one is fenced. In a stable group it gets its old
 * assignment, without a rebalance, unless what it offers now would change the group's protocol.
 */
export function joinStatic(
  turn: Turn,
  group: ClassicGroup,
  request: JoinRequest,
  caller: Caller<JoinResponse>,
  { oldMemberId, newMemberId }: { readonly oldMemberId: string; readonly newMemberId: string },
): void {
  const oldLeaderId = group.leaderId;
  const member = replace(turn, group, oldMemberId, newMemberId);
  takeOver(turn, group, member, request, caller);
  switch (group.state) {
    case "Stable": {
      if (group.selectProtocol() !== group.protocolName) {
        prepareRebalance(turn, group, "a static member came back and changes the protocol");
        return;
      }
      writeGroupMetadata(turn, group, null);
      const isLeader = group.isLeader(newMemberId);
      if (request.apiVersion >= skipAssignmentSince) {
        answerJoin(turn, member, { ...joined(group, member), skipAssignment: isLeader });
      } else {
        // Naming the old leader keeps this member from assigning anything, should it be the leader itself.
        answerJoin(turn, member, { ...joined(group, member, []), leader: oldLeaderId ?? "" });
      }
      return;
    }
    case "CompletingRebalance":
      prepareRebalance(turn, group, "a static member came back in the middle of a rebalance");
      return;
    default:
      completeJoinIfEverybodyIsThere(turn, group);
  }
}

function replace(turn: Turn, group: ClassicGroup, oldMemberId: string, newMemberId: string): ClassicMember {
  const old = group.member(oldMemberId)!;
  answerJoin(turn, old, failedJoin(errorCode.FENCED_INSTANCE_ID, oldMemberId));
  answerSync(turn, old, failedSync(errorCode.FENCED_INSTANCE_ID));
  turn.cancel(sessionKey(group.groupId, oldMemberId));
  const member = new ClassicMember({ ...fields(old), memberId: newMemberId });
  const wasPendingSync = group.pendingSyncMembers.has(oldMemberId);
  group.replaceStatic(oldMemberId, member);
  if (wasPendingSync) group.pendingSyncMembers.add(newMemberId);
  extendSession(turn, group, member);
  return member;
}

function fields(member: ClassicMember) {
  const {
    groupInstanceId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    sessionTimeoutMs,
    protocols,
    assignment,
  } = member;
  return {
    groupInstanceId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    sessionTimeoutMs,
    protocols,
    assignment,
  };
}
