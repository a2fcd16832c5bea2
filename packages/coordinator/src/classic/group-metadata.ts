import type { MessageOf } from "@ottla/protocol";
import { groupMetadataRecord } from "../records/index.ts";
import { applies } from "../runtime/record-applier.ts";
import type { Turn } from "../runtime/turn.ts";
import { ClassicGroup } from "./classic-group.ts";
import { ClassicMember } from "./classic-member.ts";
import { subscribedTopicsOf } from "./subscribed-topics.ts";

type GroupMetadata = MessageOf<typeof groupMetadataRecord.value>;

/**
 * Records a group that nobody has used before, and returns it: empty, of no protocol type. (Apache Kafka writes this
 * record when it gives the first member its id, so that the group is there after a reload.)
 */
export function createClassicGroup(turn: Turn, groupId: string): ClassicGroup {
  turn.write(
    groupMetadataRecord,
    { group: groupId },
    {
      protocolType: "",
      generation: 0,
      protocol: null,
      leader: null,
      currentStateTimestamp: turn.now,
      members: [],
    },
  );
  // The applier below has just put it there.
  return turn.state.groups.get(groupId) as ClassicGroup;
}

/**
 * Records the group as it is, with the assignments given (those that the members have, if none are). After this the
 * group is stable, or empty if it has no members.
 */
export function writeGroupMetadata(
  turn: Turn,
  group: ClassicGroup,
  assignments: ReadonlyMap<string, Buffer> | null,
): void {
  const members: GroupMetadata["members"] = [];
  for (const member of group.members.values()) {
    members.push({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      rebalanceTimeout: member.rebalanceTimeoutMs,
      sessionTimeout: member.sessionTimeoutMs,
      subscription: member.metadataFor(group.protocolName),
      assignment:
        assignments === null ? member.assignment : (assignments.get(member.memberId) ?? Buffer.alloc(0)),
    });
  }
  turn.write(
    groupMetadataRecord,
    { group: group.groupId },
    {
      protocolType: group.protocolType ?? "",
      generation: group.generationId,
      protocol: group.protocolName,
      leader: group.leaderId,
      currentStateTimestamp: group.stateTimestamp,
      members,
    },
  );
}

/** Whether the group, with these assignments, fits into one record of this turn. */
export function groupMetadataFits(
  turn: Turn,
  group: ClassicGroup,
  assignments: ReadonlyMap<string, Buffer>,
): boolean {
  let byteCount = 3 * group.groupId.length + 1024;
  for (const member of group.members.values()) {
    const { memberId, clientId, clientHost } = member;
    const names = Buffer.byteLength(memberId) + Buffer.byteLength(clientId) + Buffer.byteLength(clientHost);
    byteCount += names + Buffer.byteLength(member.groupInstanceId ?? "") + 64;
    byteCount += member.metadataFor(group.protocolName).length + (assignments.get(memberId)?.length ?? 0);
  }
  return turn.hasRoomFor(byteCount);
}

export function writeGroupTombstone(turn: Turn, group: ClassicGroup): void {
  turn.write(groupMetadataRecord, { group: group.groupId }, null);
}

/**
 * The group is what the record says. Live, the group is there already and its members know more than the record does
 * (all the protocols that they offer, who waits): that is kept.
 */
export const groupMetadataApplier = applies(groupMetadataRecord, (state, key, value) => {
  const known = state.groups.get(key.group);
  if (value === null) {
    if (known?.type === "classic") state.groups.delete(key.group);
    return;
  }
  const group = known?.type === "classic" ? known : new ClassicGroup(key.group);
  state.groups.set(key.group, group);
  group.generationId = value.generation;
  const memberIds = new Set(value.members.map(({ memberId }) => memberId));
  for (const memberId of group.members.keys()) if (!memberIds.has(memberId)) group.remove(memberId);
  for (const recorded of value.members) {
    const member = group.member(recorded.memberId);
    if (member === null) group.add(loadedMember(recorded, value.protocol), value.protocolType);
    else member.assignment = recorded.assignment;
  }
  group.protocolType = value.protocolType === "" ? null : value.protocolType;
  group.protocolName = value.protocol;
  group.leaderId = value.leader;
  group.state = value.members.length === 0 ? "Empty" : "Stable";
  group.stateTimestamp = value.currentStateTimestamp;
  group.subscribedTopics = subscribedTopicsOf(group);
});

function loadedMember(
  recorded: GroupMetadata["members"][number],
  protocolName: string | null,
): ClassicMember {
  return new ClassicMember({
    memberId: recorded.memberId,
    groupInstanceId: recorded.groupInstanceId,
    clientId: recorded.clientId,
    clientHost: recorded.clientHost,
    // Version 0 of the record had no rebalance timeout: the session timeout stood for both.
    rebalanceTimeoutMs:
      recorded.rebalanceTimeout === -1 ? recorded.sessionTimeout : recorded.rebalanceTimeout,
    sessionTimeoutMs: recorded.sessionTimeout,
    protocols: [{ name: protocolName ?? "", metadata: Buffer.from(recorded.subscription) }],
    assignment: Buffer.from(recorded.assignment),
  });
}
