import type { Assignment } from "../assignors/assignor.ts";

/** Partitions as requests and responses list them. */
export interface TopicPartitions {
  readonly topicId: string;
  readonly partitions: readonly number[];
}

/**
 * Partitions that a member has: topic id → partition → the member epoch in which it got the partition. Commits in an older
 * epoch of the member are good from there on (KIP-1251).
 */
export type OwnedPartitions = ReadonlyMap<string, ReadonlyMap<number, number>>;

export const noPartitions: OwnedPartitions = new Map();

/** Partitions as records list them; epochs are absent in records of Apache Kafka before 4.3. */
export interface RecordedPartitions {
  readonly topicId: string;
  readonly partitions: readonly number[];
  readonly assignmentEpochs: readonly number[] | null;
}

/** Reads partitions from a record; `memberEpoch` stands for epochs that it does not tell. */
export function ownedFromRecord(topics: readonly RecordedPartitions[], memberEpoch: number): OwnedPartitions {
  const owned = new Map<string, Map<number, number>>();
  for (const { topicId, partitions, assignmentEpochs } of topics) {
    const isTold = assignmentEpochs?.length === partitions.length;
    const epochs = new Map<number, number>();
    for (const [index, partition] of partitions.entries()) {
      epochs.set(partition, isTold ? assignmentEpochs[index]! : Math.max(memberEpoch, 0));
    }
    owned.set(topicId, epochs);
  }
  return owned;
}

export function ownedToRecord(owned: OwnedPartitions): {
  topicId: string;
  partitions: number[];
  assignmentEpochs: number[];
}[] {
  return Array.from(owned, ([topicId, epochs]) => {
    const sorted = [...epochs].toSorted(([a], [b]) => a - b);
    return {
      topicId,
      partitions: sorted.map(([partition]) => partition),
      assignmentEpochs: sorted.map(([, epoch]) => epoch),
    };
  });
}

/** The partitions of an assignment, all got in the same epoch. */
export function ownedSince(assignment: Assignment, epoch: number): OwnedPartitions {
  const owned = new Map<string, ReadonlyMap<number, number>>();
  for (const [topicId, partitions] of assignment) {
    owned.set(topicId, new Map(Array.from(partitions, (partition) => [partition, epoch])));
  }
  return owned;
}

export function isSameOwned(a: OwnedPartitions, b: OwnedPartitions): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [topicId, epochs] of a) {
    const others = b.get(topicId);
    if (others?.size !== epochs.size) return false;
    for (const [partition, epoch] of epochs) if (others.get(partition) !== epoch) return false;
  }
  return true;
}

/** Whether every one of the listed partitions is among those owned. */
export function ownsAll(owned: OwnedPartitions, topics: readonly TopicPartitions[]): boolean {
  return topics.every(({ topicId, partitions }) => {
    const epochs = owned.get(topicId);
    return epochs !== undefined && partitions.every((partition) => epochs.has(partition));
  });
}

/** Whether any of the listed partitions is among those owned. */
export function ownsAny(owned: OwnedPartitions, topics: readonly TopicPartitions[]): boolean {
  return topics.some(({ topicId, partitions }) => {
    const epochs = owned.get(topicId);
    return epochs !== undefined && partitions.some((partition) => epochs.has(partition));
  });
}

export function listOwned(owned: OwnedPartitions): { topicId: string; partitions: number[] }[] {
  return Array.from(owned, ([topicId, epochs]) => ({ topicId, partitions: ascending(epochs.keys()) }));
}

export function listAssigned(assignment: Assignment): { topicId: string; partitions: number[] }[] {
  return Array.from(assignment, ([topicId, partitions]) => ({ topicId, partitions: ascending(partitions) }));
}

export function assignmentOf(topics: readonly TopicPartitions[]): Assignment {
  const assignment = new Map<string, Set<number>>();
  for (const { topicId, partitions } of topics) assignment.set(topicId, new Set(partitions));
  return assignment;
}

export function isSameAssignment(a: Assignment, b: Assignment): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [topicId, partitions] of a) {
    const others = b.get(topicId);
    if (others?.size !== partitions.size) return false;
    for (const partition of partitions) if (!others.has(partition)) return false;
  }
  return true;
}

function ascending(partitions: Iterable<number>): number[] {
  return [...partitions].toSorted((a, b) => a - b);
}
