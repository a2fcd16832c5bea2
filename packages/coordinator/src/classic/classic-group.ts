import type { AnyGroup } from "../runtime/group.ts";
import type { ClassicMember, OfferedProtocol } from "./classic-member.ts";

/**
 * Where a classic group is in its rebalance, as Kafka spells it. (Kafka's fifth state, Dead, is a group that is gone:
 * here it is in no map any more.)
 *
 *     Empty ──join──▶ PreparingRebalance ──all joined, or time is up──▶ CompletingRebalance ──leader's sync──▶ Stable
 *       ▲                   ▲  │ nobody joined                               │ join, leave, expiry        │
 *       └───────────────────│──┘                                            │                            │
 *                           └───────────────────────────────────────────────┴────────────────────────────┘
 */
export type ClassicGroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";

/** The protocol type of consumers; others exist (Connect's workers, …). */
export const consumerProtocolType = "consumer";

/** A group of the classic protocol: its members agree on assignments among themselves, the coordinator passes them on. */
export class ClassicGroup implements AnyGroup {
  readonly type = "classic";
  readonly groupId: string;
  state: ClassicGroupState = "Empty";
  /** Wall-clock time of the last change of `state`; -1: not known. */
  stateTimestamp = -1;
  generationId = 0;
  /** Null: no member has ever said. Such a group holds offsets of simple consumers. */
  protocolType: string | null = null;
  protocolName: string | null = null;
  leaderId: string | null = null;
  /** Topics that the members of the current generation subscribe to; null: not known. */
  subscribedTopics: ReadonlySet<string> | null = null;
  /** Soft: got an id in the last answer and are expected to join with it (KIP-394). */
  readonly pendingMembers = new Set<string>();
  /** Soft: have not asked for their assignment in this generation yet. */
  readonly pendingSyncMembers = new Set<string>();
  /** Soft: somebody joined while the initial delay ran, so it is to run again. */
  newMemberAdded = false;
  /** Soft: the first join phase of an empty group, which waits for more members. */
  isInitialJoin = false;
  readonly #members = new Map<string, ClassicMember>();
  readonly #staticMemberIds = new Map<string, string>();
  /** How many members offer a protocol. */
  readonly #offers = new Map<string, number>();

  constructor(groupId: string) {
    this.groupId = groupId;
  }

  get members(): ReadonlyMap<string, ClassicMember> {
    return this.#members;
  }

  get usesConsumerProtocol(): boolean {
    return this.protocolType === consumerProtocolType;
  }

  /** Holds offsets only: never had a member, as far as is known. */
  get isSimple(): boolean {
    return this.protocolType === null && this.state === "Empty" && this.pendingMembers.size === 0;
  }

  member(memberId: string): ClassicMember | null {
    return this.#members.get(memberId) ?? null;
  }

  staticMemberId(groupInstanceId: string): string | null {
    return this.#staticMemberIds.get(groupInstanceId) ?? null;
  }

  isLeader(memberId: string): boolean {
    return this.leaderId === memberId;
  }

  /** The first member decides the protocol type and leads. */
  add(member: ClassicMember, protocolType: string): void {
    if (this.#members.size === 0) this.protocolType = protocolType;
    this.leaderId ??= member.memberId;
    this.#members.set(member.memberId, member);
    if (member.groupInstanceId !== null) this.#staticMemberIds.set(member.groupInstanceId, member.memberId);
    this.#countOffers(member.protocols, 1);
    this.pendingMembers.delete(member.memberId);
  }

  /** Another member takes the lead where the leader goes. */
  remove(memberId: string): void {
    const member = this.#members.get(memberId);
    if (member !== undefined) {
      this.#members.delete(memberId);
      this.#countOffers(member.protocols, -1);
      const { groupInstanceId } = member;
      if (groupInstanceId !== null && this.#staticMemberIds.get(groupInstanceId) === memberId) {
        this.#staticMemberIds.delete(groupInstanceId);
      }
    }
    if (this.leaderId === memberId) this.leaderId = this.#members.keys().next().value ?? null;
    this.pendingMembers.delete(memberId);
    this.pendingSyncMembers.delete(memberId);
  }

  /** A static member comes back under another id and takes its own place, the lead included. */
  replaceStatic(oldMemberId: string, member: ClassicMember): void {
    const isLeader = this.leaderId === oldMemberId;
    const protocolType = this.protocolType ?? consumerProtocolType;
    this.remove(oldMemberId);
    this.add(member, protocolType);
    if (isLeader) this.leaderId = member.memberId;
  }

  setProtocols(member: ClassicMember, protocols: readonly OfferedProtocol[]): void {
    this.#countOffers(member.protocols, -1);
    member.protocols = protocols;
    this.#countOffers(protocols, 1);
  }

  /** Whether the group could work with somebody who offers these: one of them is offered by all members. */
  canWorkWith(protocolType: string, protocols: readonly OfferedProtocol[]): boolean {
    if (this.state === "Empty") return protocolType !== "" && protocols.length > 0;
    return (
      this.protocolType === protocolType &&
      protocols.some(({ name }) => this.#offers.get(name) === this.#members.size)
    );
  }

  /**
   * The protocol of the next generation: among those that all members offer, each votes for the first on its own list,
   * and most votes win.
   */
  selectProtocol(): string | null {
    const votes = new Map<string, number>();
    for (const member of this.#members.values()) {
      const choice = member.protocols.find(({ name }) => this.#offers.get(name) === this.#members.size);
      if (choice !== undefined) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
    }
    let winner: string | null = null;
    for (const [name, count] of votes) {
      if (winner === null || count > votes.get(winner)!) winner = name;
    }
    return winner;
  }

  /** How long a join phase may last: the longest time that a member allows itself. */
  rebalanceTimeoutMs(): number {
    let timeoutMs = 0;
    for (const member of this.#members.values()) timeoutMs = Math.max(timeoutMs, member.rebalanceTimeoutMs);
    return timeoutMs;
  }

  /** Everybody who is known, those who were only promised to join included, waits for the join phase to end. */
  hasEverybodyJoined(): boolean {
    if (this.pendingMembers.size > 0) return false;
    for (const member of this.#members.values()) if (member.joinCaller === null) return false;
    return true;
  }

  #countOffers(protocols: readonly OfferedProtocol[], by: 1 | -1): void {
    // A protocol named twice counts once: `selectProtocol` compares with the number of members.
    for (const name of new Set(protocols.map((protocol) => protocol.name))) {
      const count = (this.#offers.get(name) ?? 0) + by;
      if (count === 0) this.#offers.delete(name);
      else this.#offers.set(name, count);
    }
  }
}
