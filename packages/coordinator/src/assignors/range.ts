import type { Assignment, Assignor, AssignorMember } from "./assignor.ts";

/** How a topic is cut: the first `extraCount` of its subscribers get one partition more than the rest. */
interface Cut {
  readonly partitionCount: number;
  readonly share: number;
  extraCount: number;
  nextPartition: number;
}

/**
 * The `range` assignor: each topic is cut into ranges, one for each subscriber in order. Topics with the same number of
 * partitions and the same subscribers are cut alike, so partitions of the same number meet at the same member, for joins.
 * Static members come first, by instance id, so that a restart changes nothing (KIP-848; KIP-345).
 */
export const assignRange: Assignor = ({ members, partitionCounts }) => {
  const subscriberCounts = new Map<string, number>();
  for (const { topicIds } of members) {
    for (const topicId of topicIds) subscriberCounts.set(topicId, (subscriberCounts.get(topicId) ?? 0) + 1);
  }
  const cuts = new Map<string, Cut>();
  for (const [topicId, subscriberCount] of subscriberCounts) {
    const partitionCount = partitionCounts.get(topicId) ?? 0;
    cuts.set(topicId, {
      partitionCount,
      share: Math.floor(partitionCount / subscriberCount),
      extraCount: partitionCount % subscriberCount,
      nextPartition: 0,
    });
  }
  const result = new Map<string, Assignment>();
  for (const { memberId, topicIds } of members.toSorted(inRangeOrder)) {
    const assignment = new Map<string, ReadonlySet<number>>();
    for (const topicId of topicIds) {
      const range = nextRange(cuts.get(topicId)!);
      if (range.size > 0) assignment.set(topicId, range);
    }
    result.set(memberId, assignment);
  }
  return result;
};

function nextRange(cut: Cut): Set<number> {
  let size = cut.share;
  if (cut.extraCount > 0) {
    size += 1;
    cut.extraCount -= 1;
  }
  const range = new Set<number>();
  const end = Math.min(cut.nextPartition + size, cut.partitionCount);
  while (cut.nextPartition < end) {
    range.add(cut.nextPartition);
    cut.nextPartition += 1;
  }
  return range;
}

function inRangeOrder(a: AssignorMember, b: AssignorMember): number {
  if (a.instanceId !== null && b.instanceId !== null) return a.instanceId < b.instanceId ? -1 : 1;
  if (a.instanceId !== null) return -1;
  if (b.instanceId !== null) return 1;
  return a.memberId < b.memberId ? -1 : 1;
}
