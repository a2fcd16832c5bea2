import { protocolOf } from "../protocols.ts";
import type { Group } from "../runtime/group.ts";
import type { Turn } from "../runtime/turn.ts";
import { writeOffsetTombstone } from "./offset-records.ts";
import type { CommittedOffset } from "./offset-store.ts";

const expiryKey = "offsets/expire";

/** Looks for unused offsets again after `offsets.retention.check.interval.ms`. */
export function scheduleExpiry(turn: Turn): void {
  turn.schedule(expiryKey, turn.state.config.offsetsRetentionCheckIntervalMs, {
    owner: "offsets",
    what: "expire",
  });
}

/**
 * Forgets offsets that have not been used for `offsets.retention.minutes`, and groups that have neither members nor
 * offsets any more (KIP-211).
 */
export function expireOffsets(turn: Turn): void {
  for (const group of turn.state.groups.values()) {
    const hasOffsets = expireOffsetsOf(turn, group);
    const protocol = protocolOf(group);
    if (!hasOffsets && protocol.isEmpty(group)) protocol.writeTombstones(turn, group);
  }
  scheduleExpiry(turn);
}

/** Returns whether something is left, or may come: an open transaction has offsets as well. */
function expireOffsetsOf(turn: Turn, group: Group): boolean {
  const { offsets, config } = turn.state;
  const { groupId } = group;
  const protocol = protocolOf(group);
  const byTopic = offsets.ofGroup(groupId);
  if (byTopic.size === 0) return offsets.hasOpenTransactions(groupId);
  const unusedSince = protocol.offsetUnusedSince(group);
  if (unusedSince === null) return true;
  let hasOffsets = offsets.hasOpenTransactions(groupId);
  for (const [topic, byPartition] of byTopic) {
    if (protocol.isSubscribedTo(group, topic)) {
      hasOffsets = true;
      continue;
    }
    for (const [partition, offset] of byPartition) {
      const isExpired = turn.now >= expiryOf(offset, unusedSince(offset), config.offsetsRetentionMs);
      if (isExpired && !offsets.isPending(groupId, topic, partition)) {
        writeOffsetTombstone(turn, groupId, topic, partition);
      } else {
        hasOffsets = true;
      }
    }
  }
  return hasOffsets;
}

/** A time that the client has set (before OffsetCommit v5) goes before the configured retention. */
function expiryOf(offset: CommittedOffset, unusedSince: number, retentionMs: number): number {
  return offset.expireTimestamp === -1 ? unusedSince + retentionMs : offset.expireTimestamp;
}
