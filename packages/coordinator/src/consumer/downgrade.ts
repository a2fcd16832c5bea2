import { ClassicGroup, consumerProtocolType } from "../classic/classic-group.ts";
import { ClassicMember } from "../classic/classic-member.ts";
import { resumeClassicGroup } from "../classic/resume.ts";
import { groupMetadataRecord } from "../records/index.ts";
import type { Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { writeAssignment } from "./embedded-protocol.ts";
import { migrationPolicy } from "./migration-policy.ts";
import { writeGroupTombstones } from "./records.ts";
import { cancelMemberTimers } from "./timers.ts";

/** Whether the group is to become a classic one when these members leave: nobody else speaks the consumer protocol. */
export function canDowngrade(turn: Turn, group: ConsumerGroup, leaving: ReadonlySet<string>): boolean {
  const { config } = turn.state;
  let remainingCount = 0;
  for (const member of group.members.values()) {
    if (leaving.has(member.memberId)) continue;
    if (member.classic === null) return false;
    remainingCount += 1;
  }
  return (
    remainingCount > 0 &&
    remainingCount <= config.maxGroupSize &&
    migrationPolicy(config.consumer.migrationPolicy).allowsDowngrade
  );
}

/**
 * Turns the group into a classic one without those who leave: generations go on from its epoch, its members have what they
 * were to have (KIP-848, "Online Migration"). Given a reason, it rebalances.
 */
export function downgradeGroup(
  turn: Turn,
  group: ConsumerGroup,
  leaving: ReadonlySet<string>,
  {
    generationId,
    rebalanceReason,
  }: { readonly generationId: number; readonly rebalanceReason: string | null },
): void {
  const { groupId } = group;
  // Never in the state: it counts who offers what. The record makes the real one.
  const draft = new ClassicGroup(groupId);
  for (const member of group.members.values()) {
    if (leaving.has(member.memberId) || member.classic === null) continue;
    const { sessionTimeoutMs, supportedProtocols } = member.classic;
    const input = {
      ...member,
      groupInstanceId: member.instanceId,
      sessionTimeoutMs,
      protocols: supportedProtocols,
    };
    draft.add(new ClassicMember(input), consumerProtocolType);
  }
  const protocolName = draft.selectProtocol();
  for (const member of draft.members.values()) {
    const metadata = member.metadataFor(protocolName);
    member.assignment = writeAssignment(group.target(member.memberId), metadata, turn.state.topics);
  }
  for (const memberId of group.members.keys()) cancelMemberTimers(turn, groupId, memberId);
  writeGroupTombstones(turn, group);
  writeClassicGroup(turn, draft, protocolName, generationId);
  const classic = turn.state.groups.get(groupId);
  if (classic?.type !== "classic") return;
  // The record has one protocol of each member. They have told more, and a rebalance may want it.
  for (const member of classic.members.values()) {
    classic.setProtocols(member, draft.member(member.memberId)?.protocols ?? member.protocols);
  }
  turn.note("info", "a consumer group has become a classic group", {
    group: groupId,
    generation: generationId,
  });
  resumeClassicGroup(turn, classic, rebalanceReason);
}

function writeClassicGroup(
  turn: Turn,
  draft: ClassicGroup,
  protocolName: string | null,
  generationId: number,
): void {
  turn.write(
    groupMetadataRecord,
    { group: draft.groupId },
    {
      protocolType: consumerProtocolType,
      generation: generationId,
      protocol: protocolName,
      leader: draft.leaderId,
      currentStateTimestamp: turn.now,
      members: Array.from(draft.members.values(), (member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        rebalanceTimeout: member.rebalanceTimeoutMs,
        sessionTimeout: member.sessionTimeoutMs,
        subscription: member.metadataFor(protocolName),
        assignment: member.assignment,
      })),
    },
  );
}
