import type { Assignment, AssignorGroup, AssignorMember } from "./assignor.ts";
import { LoadHeap } from "./load-heap.ts";

/** Moving partitions of one topic can bring another out of balance again; it settles quickly, and this is the limit. */
const maxRounds = 16;

const nobody = -1;

/** A topic while it is being assigned. Members go by their index. */
interface Topic {
  readonly topicId: string;
  readonly subscribers: readonly number[];
  /** Partition → member, or `nobody`. */
  readonly owners: Int32Array;
}

/**
 * Uniform, where members subscribe to different topics. Members keep what they have and still subscribe to. Topics with the
 * most partitions for each subscriber are handed out first, each partition to the subscriber that has the fewest. Then
 * topic by topic partitions move from who has the most to who has the fewest, until no topic's subscribers differ by more
 * than one, or those above have nothing of the topic to give.
 */
export function assignByLoad({ members, partitionCounts }: AssignorGroup): Map<string, Assignment> {
  const sorted = members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const topics = topicsOf(sorted, partitionCounts);
  const loads = keep(sorted, topics);
  const inOrder = [...topics.values()].toSorted(byPressure);
  for (const topic of inOrder) assignRest(topic, loads);
  balance(
    inOrder.filter(({ subscribers }) => subscribers.length > 1),
    loads,
  );
  return assignments(sorted, inOrder);
}

function topicsOf(
  members: readonly AssignorMember[],
  counts: ReadonlyMap<string, number>,
): Map<string, Topic> {
  const subscribers = new Map<string, number[]>();
  for (const [index, { topicIds }] of members.entries()) {
    for (const topicId of topicIds) {
      const known = subscribers.get(topicId);
      if (known === undefined) subscribers.set(topicId, [index]);
      else known.push(index);
    }
  }
  const topics = new Map<string, Topic>();
  for (const [topicId, indices] of subscribers) {
    const owners = new Int32Array(counts.get(topicId) ?? 0).fill(nobody);
    topics.set(topicId, { topicId, subscribers: indices, owners });
  }
  return topics;
}

/** Lets members keep what they still subscribe to. Returns how many partitions each has. */
function keep(members: readonly AssignorMember[], topics: ReadonlyMap<string, Topic>): Int32Array {
  const loads = new Int32Array(members.length);
  for (const [index, member] of members.entries()) {
    for (const [topicId, partitions] of member.assignment) {
      const topic = topics.get(topicId);
      if (topic === undefined || !member.topicIds.has(topicId)) continue;
      for (const partition of partitions) {
        if (partition >= topic.owners.length || topic.owners[partition] !== nobody) continue;
        topic.owners[partition] = index;
        loads[index]! += 1;
      }
    }
  }
  return loads;
}

/** Most partitions for each subscriber first; fewer subscribers, who have less choice, before more. */
function byPressure(a: Topic, b: Topic): number {
  const pressure = b.owners.length / b.subscribers.length - a.owners.length / a.subscribers.length;
  if (pressure !== 0) return pressure;
  if (a.subscribers.length !== b.subscribers.length) return a.subscribers.length - b.subscribers.length;
  return a.topicId < b.topicId ? -1 : 1;
}

function assignRest(topic: Topic, loads: Int32Array): void {
  if (!topic.owners.includes(nobody)) return;
  const leastLoaded = new LoadHeap(loads, "least", topic.subscribers);
  for (const [partition, owner] of topic.owners.entries()) {
    if (owner !== nobody) continue;
    const member = leastLoaded.top()!;
    topic.owners[partition] = member;
    loads[member]! += 1;
    leastLoaded.settleTop();
  }
}

function balance(topics: readonly Topic[], loads: Int32Array): void {
  for (let round = 0; round < maxRounds; round += 1) {
    let hasMoved = false;
    for (const topic of topics) hasMoved = balanceTopic(topic, loads) || hasMoved;
    if (!hasMoved) return;
  }
}

function balanceTopic(topic: Topic, loads: Int32Array): boolean {
  if (isBalanced(topic, loads)) return false;
  const givable = new Map<number, number[]>();
  for (const [partition, owner] of topic.owners.entries()) {
    const own = givable.get(owner);
    if (own === undefined) givable.set(owner, [partition]);
    else own.push(partition);
  }
  const leastLoaded = new LoadHeap(loads, "least", topic.subscribers);
  const mostLoaded = new LoadHeap(loads, "most", givable.keys());
  let hasMoved = false;
  for (;;) {
    const source = mostLoaded.top();
    const target = leastLoaded.top();
    if (source === undefined || target === undefined || loads[source]! - loads[target]! <= 1) return hasMoved;
    const partitions = givable.get(source)!;
    const partition = partitions.pop()!;
    topic.owners[partition] = target;
    loads[source]! -= 1;
    loads[target]! += 1;
    hasMoved = true;
    // Neither heap learns of the other's member: a source that gave is still no least loaded one before the loop ends,
    // and a target that took has at most one more than the least, so it never gives in this call.
    leastLoaded.settleTop();
    if (partitions.length === 0) mostLoaded.pop();
    else mostLoaded.settleTop();
  }
}

function isBalanced(topic: Topic, loads: Int32Array): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const member of topic.subscribers) {
    least = Math.min(least, loads[member]!);
    most = Math.max(most, loads[member]!);
  }
  return most - least <= 1;
}

function assignments(members: readonly AssignorMember[], topics: readonly Topic[]): Map<string, Assignment> {
  const byMember = members.map(() => new Map<string, Set<number>>());
  for (const { topicId, owners } of topics) {
    for (const [partition, owner] of owners.entries()) {
      const assignment = byMember[owner]!;
      const partitions = assignment.get(topicId);
      if (partitions === undefined) assignment.set(topicId, new Set([partition]));
      else partitions.add(partition);
    }
  }
  return new Map(members.map(({ memberId }, index) => [memberId, byMember[index]!]));
}
