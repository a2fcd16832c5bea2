import { noPartitions, type OwnedPartitions } from "./partitions.ts";

/**
 * Where a member is on its way to its target assignment (KIP-848, "Member Assignment Reconciliation").
 *
 *     stable ──new target takes something away──▶ unrevoked ──gave it up──▶ stable, or
 *        ▲   ──new target gives what another still has─────────────────▶ unreleased ──freed──▶ stable
 *
 * `unknown`: a state of a later Kafka; such a member has to begin again.
 */
export type MemberState = "stable" | "unrevoked" | "unreleased" | "unknown";

/** Member states as records have them. */
const stateCodes: Readonly<Record<MemberState, number>> = {
  stable: 0,
  unrevoked: 1,
  unreleased: 2,
  unknown: 127,
};

export function memberStateCode(state: MemberState): number {
  return stateCodes[state];
}

export function memberStateOf(code: number): MemberState {
  const known = (Object.keys(stateCodes) as MemberState[]).find((state) => stateCodes[state] === code);
  return known ?? "unknown";
}

/** A member that leaves says so with this epoch. */
export const leaveEpoch = -1;
/** A static member that leaves and will be back says so with this epoch, and has it until it is. */
export const staticLeaveEpoch = -2;

/** What a member of the classic protocol has told: the coordinator speaks that protocol with it (KIP-848, "Online Migration"). */
export interface ClassicFace {
  readonly sessionTimeoutMs: number;
  /** At least one; the first is the one in use. */
  readonly supportedProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
}

/** What a member has told of itself: record type 5. */
export interface MemberMetadata {
  /** Set: a static member. */
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  /** `/` and an address, as Kafka reports it. */
  readonly clientHost: string;
  /** -1: not told. */
  readonly rebalanceTimeoutMs: number;
  readonly subscribedTopicNames: ReadonlySet<string>;
  /** Empty or null: none. */
  readonly subscribedTopicRegex: string | null;
  /** The assignor that it would like. */
  readonly serverAssignor: string | null;
  /** Set: it speaks the classic protocol. */
  readonly classic: ClassicFace | null;
}

/** What a member has: record type 8. */
export interface CurrentAssignment {
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly state: MemberState;
  readonly assigned: OwnedPartitions;
  /** Has to be given up before anything else happens; nobody else gets it until then. */
  readonly pendingRevocation: OwnedPartitions;
}

/** A member of a consumer group, as records say. Replaced, never changed. */
export interface ConsumerMember extends MemberMetadata, CurrentAssignment {
  readonly memberId: string;
}

export function newMember(memberId: string): ConsumerMember {
  return {
    memberId,
    memberEpoch: 0,
    previousMemberEpoch: -1,
    state: "stable",
    assigned: noPartitions,
    pendingRevocation: noPartitions,
    instanceId: null,
    rackId: null,
    clientId: "",
    clientHost: "",
    rebalanceTimeoutMs: -1,
    subscribedTopicNames: new Set(),
    subscribedTopicRegex: "",
    serverAssignor: null,
    classic: null,
  };
}

/** The regular expression that the member subscribes to; null for none. */
export function regexOf(member: MemberMetadata): string | null {
  return member.subscribedTopicRegex === "" ? null : member.subscribedTopicRegex;
}

export function isReconciledTo(member: CurrentAssignment, assignmentEpoch: number): boolean {
  return member.state === "stable" && member.memberEpoch === assignmentEpoch;
}

export function isSameMetadata(a: MemberMetadata, b: MemberMetadata): boolean {
  return (
    a.instanceId === b.instanceId &&
    a.rackId === b.rackId &&
    a.clientId === b.clientId &&
    a.clientHost === b.clientHost &&
    a.rebalanceTimeoutMs === b.rebalanceTimeoutMs &&
    a.subscribedTopicRegex === b.subscribedTopicRegex &&
    a.serverAssignor === b.serverAssignor &&
    isSameSet(a.subscribedTopicNames, b.subscribedTopicNames) &&
    isSameFace(a.classic, b.classic)
  );
}

export function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const each of a) if (!b.has(each)) return false;
  return true;
}

function isSameFace(a: ClassicFace | null, b: ClassicFace | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.sessionTimeoutMs === b.sessionTimeoutMs &&
    a.supportedProtocols.length === b.supportedProtocols.length &&
    a.supportedProtocols.every(({ name, metadata }, index) => {
      const other = b.supportedProtocols[index]!;
      return name === other.name && metadata.equals(other.metadata);
    })
  );
}
