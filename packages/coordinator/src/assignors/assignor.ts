/** Partitions of a group's member: topic id → partitions. */
export type Assignment = ReadonlyMap<string, ReadonlySet<number>>;

export const emptyAssignment: Assignment = new Map();

/** What an assignor is told about a member. */
export interface AssignorMember {
  readonly memberId: string;
  /** Set: a static member. */
  readonly instanceId: string | null;
  /** Ids of the topics it subscribes to. Only topics that exist: see `AssignorGroup.partitionCounts`. */
  readonly topicIds: ReadonlySet<string>;
  /** What it was to have until now; may name topics that it no longer subscribes to, or that are gone. */
  readonly assignment: Assignment;
}

/** What an assignor is told about a group. */
export interface AssignorGroup {
  readonly members: readonly AssignorMember[];
  /** How many partitions every topic has that somebody subscribes to. */
  readonly partitionCounts: ReadonlyMap<string, number>;
  /** Whether all members subscribe to the same topics. */
  readonly isHomogeneous: boolean;
}

/**
 * Decides which member is to have which partitions: member id → assignment, for every member. Each partition of a topic
 * that somebody subscribes to goes to exactly one of those who do. A pure function: the order of members does not matter.
 *
 * Racks of members are no input: the assignors of Apache Kafka 4 do not look at them (KAFKA-17747); racks of partitions
 * only make the group assign anew when they change (KIP-1101).
 */
export type Assignor = (group: AssignorGroup) => Map<string, Assignment>;
