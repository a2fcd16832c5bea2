import type { ClusterTopics, TopicChanges } from "./cluster-topics.ts";
import type { Group } from "./group.ts";
import type { RecordApplier } from "./record-applier.ts";
import type { TimerEvent } from "./timer-event.ts";
import type { Caller, Turn } from "./turn.ts";

/** Who commits offsets for a group, and in which generation or epoch. */
export interface CommitIdentity {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** Below 0: a consumer outside of the group's protocol ("simple consumer"), or an admin tool. */
  readonly generationIdOrMemberEpoch: number;
  /** Of OffsetCommit or TxnOffsetCommit: errors differ by it. */
  readonly apiVersion: number;
  readonly isTransactional: boolean;
  /** What is committed: an older epoch of a member is good for what it has had since (KIP-1251). */
  readonly topics: readonly {
    readonly name: string;
    /** `zeroUuid`: not known. */
    readonly topicId: string;
    readonly partitions: readonly { readonly partitionIndex: number }[];
  }[];
}

/** What ListGroups says about a group beside its name. States as Kafka spells them: "Stable", "Empty", … */
export interface ListedGroup {
  readonly groupType: string;
  readonly groupState: string;
  readonly protocolType: string;
}

/**
 * What the parts that are common to all groups (offsets, list, delete, loading, timers) ask of a protocol. Each
 * protocol is one constant object of functions; groups themselves are data. Functions that return a number return an
 * error code, 0 for none.
 */
export interface GroupProtocol<G extends Group = Group> {
  /** How the protocol's kinds of records change the state, live and on reload. */
  readonly appliers: readonly RecordApplier[];
  list(group: G): ListedGroup;
  /** May write to soft state: a commit counts as a sign of life of a classic member. */
  checkOffsetCommit(turn: Turn, group: G, commit: CommitIdentity): number;
  checkOffsetFetch(group: G, member: { memberId: string | null; memberEpoch: number }): number;
  checkOffsetDelete(group: G): number;
  checkDelete(group: G): number;
  /** Offsets of such topics neither expire nor can they be deleted. */
  isSubscribedTo(group: G, topicName: string): boolean;
  /**
   * Since when an offset counts as unused (KIP-211), for `offsets.retention.minutes` to pass; null while the group is
   * in a state in which offsets do not expire.
   */
  offsetUnusedSince(group: G): ((offset: { readonly commitTimestamp: number }) => number) | null;
  /** Writes the tombstones of everything but the group's offsets. */
  writeTombstones(turn: Turn, group: G): void;
  /** Whether nothing but offsets would keep the group: then it goes with the last of them. */
  isEmpty(group: G): boolean;
  /** After a load: starts the timers of members. */
  onLoaded(turn: Turn, group: G): void;
  onTimer(turn: Turn, event: TimerEvent): void;
}

/** Requests of the classic protocol by members of a group that is no classic group: see KIP-848, "Online Migration". */
export interface ClassicMembersProtocol<G extends Group> {
  classicJoin(turn: Turn, group: G, request: JoinRequest, caller: Caller<JoinResponse>): void;
  classicSync(turn: Turn, group: G, request: SyncRequest, caller: Caller<SyncResponse>): void;
  /** Returns an error code. */
  classicHeartbeat(turn: Turn, group: G, request: HeartbeatRequest): number;
  /** One error code for each of the request's members. */
  classicLeave(turn: Turn, group: G, request: LeaveRequest): number[];
}

/** The KIP-848 protocol as the runtime sees it. */
export interface ConsumerProtocol<G extends Group = Group>
  extends GroupProtocol<G>,
    ClassicMembersProtocol<G> {
  /** Topics came, grew or went: groups subscribed to them look again. */
  onTopicsChanged(turn: Turn, topics: ClusterTopics, changes: TopicChanges): void;
}

/** JoinGroup, as the machine takes it. Bytes are copies: they outlive the frame. */
export interface JoinRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  /** `/` and an address, as Kafka reports it. */
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly { readonly name: string; readonly metadata: Buffer }[];
  readonly reason: string | null;
  readonly apiVersion: number;
}

export interface JoinResponse {
  readonly errorCode: number;
  readonly memberId: string;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment: boolean;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly metadata: Buffer;
  }[];
}

export interface SyncRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** Null: not said (before v5), so not compared. */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
}

export interface SyncResponse {
  readonly errorCode: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Buffer;
}

export interface HeartbeatRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export interface LeaveRequest {
  readonly groupId: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly reason: string | null;
  }[];
}
