import { errorCode } from "@ottla/protocol";
import { consumerProtocolType } from "../classic/classic-group.ts";
import { failedSync } from "../classic/membership.ts";
import type {
  ClassicMembersProtocol,
  HeartbeatRequest,
  LeaveRequest,
  SyncRequest,
  SyncResponse,
} from "../runtime/group-protocol.ts";
import type { Caller, Turn } from "../runtime/turn.ts";
import { joinAsClassicMember } from "./classic-join.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { writeAssignment } from "./embedded-protocol.ts";
import { fenceMembers } from "./fence.ts";
import type { ClassicFace, ConsumerMember } from "./member.ts";
import { checkStaticMember } from "./membership.ts";
import { awaitJoin, endAwaitSync, extendSession } from "./timers.ts";

/**
 * Members of the classic protocol in a consumer group (KIP-848, "Online Migration"). To them an epoch is a generation; when
 * they are to take a step, their heartbeats say that the group rebalances; then they join, are given what they may have,
 * and go on.
 */
export const classicMembersProtocol: ClassicMembersProtocol<ConsumerGroup> = {
  classicJoin: joinAsClassicMember,
  classicSync: sync,
  classicHeartbeat: heartbeat,
  classicLeave: leave,
};

interface ClassicMember extends ConsumerMember {
  readonly classic: ClassicFace;
}

interface Sender {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly generationId: number;
}

function sync(turn: Turn, group: ConsumerGroup, request: SyncRequest, caller: Caller<SyncResponse>): void {
  const member = find(group, request);
  const code = typeof member === "number" ? member : checkSync(turn, group, member, request);
  if (typeof member === "number" || code !== errorCode.NONE) {
    turn.answer(caller, failedSync(code));
    return;
  }
  endAwaitSync(turn, group.groupId, member.memberId);
  extendSession(turn, group.groupId, member.memberId, member.classic.sessionTimeoutMs);
  turn.answer(caller, {
    errorCode: errorCode.NONE,
    protocolType: request.protocolType,
    protocolName: request.protocolName,
    assignment: assignmentFor(turn, member),
  });
}

function checkSync(turn: Turn, group: ConsumerGroup, member: ClassicMember, request: SyncRequest): number {
  const { protocolType, protocolName } = request;
  const isConsistent =
    (protocolType === null || protocolType === consumerProtocolType) &&
    (protocolName === null || protocolName === member.classic.supportedProtocols[0]?.name);
  if (!isConsistent) return errorCode.INCONSISTENT_GROUP_PROTOCOL;
  if (group.assignmentEpoch <= member.memberEpoch || member.state === "unrevoked") return errorCode.NONE;
  awaitJoin(turn, group.groupId, member);
  return errorCode.REBALANCE_IN_PROGRESS;
}

function assignmentFor(turn: Turn, member: ClassicMember): Buffer {
  const assigned = new Map(
    Array.from(member.assigned, ([topicId, epochs]) => [topicId, new Set(epochs.keys())] as const),
  );
  const metadata = member.classic.supportedProtocols[0]?.metadata ?? Buffer.alloc(0);
  return writeAssignment(assigned, metadata, turn.state.topics);
}

function heartbeat(turn: Turn, group: ConsumerGroup, request: HeartbeatRequest): number {
  const member = find(group, request);
  if (typeof member === "number") return member;
  extendSession(turn, group.groupId, member.memberId, member.classic.sessionTimeoutMs);
  const mustJoin =
    member.memberEpoch < group.assignmentEpoch ||
    member.state === "unrevoked" ||
    (member.state === "unreleased" && !waitsForOthers(group, member));
  if (!mustJoin) return errorCode.NONE;
  awaitJoin(turn, group.groupId, member);
  return errorCode.REBALANCE_IN_PROGRESS;
}

/** Whether something that the member is to have has not been given up yet: then it has nothing to join for. */
function waitsForOthers(group: ConsumerGroup, member: ConsumerMember): boolean {
  for (const [topicId, partitions] of group.target(member.memberId)) {
    const assigned = member.assigned.get(topicId);
    for (const partition of partitions) {
      if (!assigned?.has(partition) && group.owners.isOwned(topicId, partition)) return true;
    }
  }
  return false;
}

/** Members of both protocols may be taken out this way: admin tools do. */
function leave(turn: Turn, group: ConsumerGroup, request: LeaveRequest): number[] {
  const leaving: string[] = [];
  const codes = request.members.map(({ memberId, groupInstanceId, reason }) => {
    const member = groupInstanceId === null ? group.member(memberId) : group.staticMember(groupInstanceId);
    if (member === null) return errorCode.UNKNOWN_MEMBER_ID;
    if (groupInstanceId !== null && memberId !== "" && member.memberId !== memberId)
      return errorCode.FENCED_INSTANCE_ID;
    turn.note("info", "a member leaves its group", {
      group: group.groupId,
      memberId: member.memberId,
      reason,
    });
    leaving.push(member.memberId);
    return errorCode.NONE;
  });
  fenceMembers(turn, group, leaving);
  return codes;
}

/** The member, or why it may not go on: an error code. */
function find(
  group: ConsumerGroup,
  { memberId, groupInstanceId, generationId }: Sender,
): ClassicMember | number {
  const member = groupInstanceId === null ? group.member(memberId) : group.staticMember(groupInstanceId);
  const refusal = groupInstanceId === null ? null : checkStaticMember(member, memberId, groupInstanceId);
  if (refusal !== null) return refusal.errorCode;
  if (member === null || !isClassic(member)) return errorCode.UNKNOWN_MEMBER_ID;
  return member.memberEpoch === generationId ? member : errorCode.ILLEGAL_GENERATION;
}

function isClassic(member: ConsumerMember): member is ClassicMember {
  return member.classic !== null;
}
