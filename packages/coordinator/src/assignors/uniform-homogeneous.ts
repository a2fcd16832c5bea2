import { type Assignment, type AssignorGroup, type AssignorMember, emptyAssignment } from "./assignor.ts";

/**
 * Uniform, where all members subscribe to the same topics. With P partitions and M members everybody gets P ÷ M, and
 * P mod M members one more. Those who have more than that already are the first to be given one more: no other choice
 * moves fewer partitions. What members have beyond their share, and what nobody has, fills up those below theirs.
 */
export function assignUniformly({ members, partitionCounts }: AssignorGroup): Map<string, Assignment> {
  const result = new Map<string, Assignment>();
  if (members.length === 0) return result;
  let partitionCount = 0;
  for (const count of partitionCounts.values()) partitionCount += count;
  const sorted = members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const heldCounts = sorted.map((member) => heldCount(member, partitionCounts));
  const quotas = quotasFor(heldCounts, partitionCount);

  const free = new FreePartitions(partitionCounts);
  const kept = sorted.map((member, index) =>
    heldCounts[index]! <= quotas[index]! && hasOnly(member, partitionCounts)
      ? free.takeAll(member.assignment)
      : free.take(member.assignment, partitionCounts, quotas[index]!),
  );
  for (const [index, member] of sorted.entries()) {
    const missingCount = quotas[index]! - Math.min(heldCounts[index]!, quotas[index]!);
    const own = kept[index]!;
    result.set(member.memberId, missingCount === 0 ? own : free.fill(own, missingCount));
  }
  return result;
}

/** The share of each member. Who holds more than the minimum gets one more first, in order, then the rest. */
function quotasFor(heldCounts: readonly number[], partitionCount: number): number[] {
  const minimum = Math.floor(partitionCount / heldCounts.length);
  let extraCount = partitionCount % heldCounts.length;
  const quotas = heldCounts.map(() => minimum);
  for (const wantsMore of [true, false]) {
    for (let index = 0; index < quotas.length && extraCount > 0; index += 1) {
      if (heldCounts[index]! > minimum !== wantsMore) continue;
      quotas[index] = minimum + 1;
      extraCount -= 1;
    }
  }
  return quotas;
}

function heldCount(member: AssignorMember, partitionCounts: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const [topicId, partitions] of member.assignment) {
    if (partitionCounts.has(topicId)) count += partitions.size;
  }
  return count;
}

function hasOnly(member: AssignorMember, partitionCounts: ReadonlyMap<string, number>): boolean {
  for (const topicId of member.assignment.keys()) if (!partitionCounts.has(topicId)) return false;
  return true;
}

/** Which partitions nobody has been given yet, in the order of topics, each topic's in ascending order. */
class FreePartitions {
  readonly #taken = new Map<string, Uint8Array>();
  readonly #topics: readonly (readonly [string, number])[];
  #topicIndex = 0;
  #partition = 0;

  constructor(partitionCounts: ReadonlyMap<string, number>) {
    this.#topics = [...partitionCounts];
    for (const [topicId, count] of partitionCounts) this.#taken.set(topicId, new Uint8Array(count));
  }

  /** Everything that the assignment has; returns the assignment itself. */
  takeAll(assignment: Assignment): Assignment {
    for (const [topicId, partitions] of assignment) {
      const taken = this.#taken.get(topicId)!;
      for (const partition of partitions) taken[partition] = 1;
    }
    return assignment;
  }

  /** As much of the assignment as the quota allows. */
  take(assignment: Assignment, partitionCounts: ReadonlyMap<string, number>, quota: number): Assignment {
    if (quota === 0) return emptyAssignment;
    const kept = new Map<string, Set<number>>();
    let restCount = quota;
    for (const [topicId, partitions] of assignment) {
      if (!partitionCounts.has(topicId)) continue;
      if (restCount === 0) break;
      const taken = this.#taken.get(topicId)!;
      const own = new Set<number>();
      for (const partition of partitions) {
        if (restCount === 0) break;
        own.add(partition);
        taken[partition] = 1;
        restCount -= 1;
      }
      kept.set(topicId, own);
    }
    return kept;
  }

  /** The assignment with `count` of the free partitions more. To be called once all have taken what they keep. */
  fill(assignment: Assignment, count: number): Assignment {
    const filled = new Map<string, ReadonlySet<number>>(assignment);
    let own: Set<number> | null = null;
    for (let restCount = count; restCount > 0; ) {
      const [topicId, partitionCount] = this.#topics[this.#topicIndex]!;
      if (this.#partition === partitionCount) {
        this.#topicIndex += 1;
        this.#partition = 0;
        own = null;
        continue;
      }
      if (this.#taken.get(topicId)![this.#partition] === 0) {
        if (own === null) filled.set(topicId, (own = new Set(filled.get(topicId))));
        own.add(this.#partition);
        restCount -= 1;
      }
      this.#partition += 1;
    }
    return filled;
  }
}
