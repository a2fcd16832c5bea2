import { type Assignment, emptyAssignment } from "../assignors/assignor.ts";
import type { AnyGroup } from "../runtime/group.ts";
import { type ConsumerMember, isReconciledTo } from "./member.ts";
import { PartitionOwners } from "./partition-owners.ts";
import type { RegexResolution } from "./regex-resolution.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Tally } from "./tally.ts";

/** As Kafka spells them. */
export type ConsumerGroupState = "Empty" | "Assigning" | "Reconciling" | "Stable";

/**
 * A group of the KIP-848 protocol. The coordinator computes a target assignment for each new epoch of the group, and members
 * walk towards it one by one.
 *
 * Written by record appliers alone, but for what is marked as soft.
 */
export class ConsumerGroup implements AnyGroup {
  readonly type = "consumer";
  readonly groupId: string;
  /** Grows whenever members, what they subscribe to, or those topics change. */
  epoch = 1;
  /** Of the topics that are subscribed to (KIP-1101); 0: of none. */
  metadataHash = 0;
  /** The group epoch that the target assignment was computed for. */
  assignmentEpoch = 1;
  /** Wall-clock time of the target assignment; 0: not known. */
  assignmentTimestamp = 0;
  /** Whether the log has a record of type 4, which Apache Kafka wrote before 4.1. */
  hasPartitionMetadataRecord = false;
  readonly subscriptions = new Subscriptions();
  readonly owners = new PartitionOwners();
  /** Soft: no topic that is subscribed to has changed since the hash was computed. */
  isMetadataFresh = false;
  /** Soft: hashes of topics by name, as of the last look. */
  readonly topicHashes = new Map<string, bigint>();
  /** Soft: topics have been created that regular expressions may match. */
  hasNewTopics = true;
  /** Soft: topics are being matched. */
  resolution: RegexResolution | null = null;
  readonly #members = new Map<string, ConsumerMember>();
  readonly #staticMemberIds = new Map<string, string>();
  readonly #targets = new Map<string, Assignment>();
  readonly #assignorVotes = new Tally();
  /** Classic members by protocol that they offer. */
  readonly #classicOffers = new Tally();
  #classicMemberCount = 0;

  constructor(groupId: string) {
    this.groupId = groupId;
  }

  get members(): ReadonlyMap<string, ConsumerMember> {
    return this.#members;
  }

  get targets(): ReadonlyMap<string, Assignment> {
    return this.#targets;
  }

  get classicMemberCount(): number {
    return this.#classicMemberCount;
  }

  get state(): ConsumerGroupState {
    if (this.#members.size === 0) return "Empty";
    if (this.epoch > this.assignmentEpoch) return "Assigning";
    for (const member of this.#members.values()) {
      if (!isReconciledTo(member, this.assignmentEpoch)) return "Reconciling";
    }
    return "Stable";
  }

  member(memberId: string): ConsumerMember | null {
    return this.#members.get(memberId) ?? null;
  }

  staticMember(instanceId: string): ConsumerMember | null {
    const memberId = this.#staticMemberIds.get(instanceId);
    return memberId === undefined ? null : this.member(memberId);
  }

  target(memberId: string): Assignment {
    return this.#targets.get(memberId) ?? emptyAssignment;
  }

  /** The assignor that most members ask for; null: none asks for any. Among equals the first by name. */
  preferredAssignor(): string | null {
    let preferred: string | null = null;
    for (const [name, count] of this.#assignorVotes.entries()) {
      const most = preferred === null ? 0 : this.#assignorVotes.of(preferred);
      if (count > most || (count === most && preferred !== null && name < preferred)) preferred = name;
    }
    return preferred;
  }

  /** Whether all classic members offer one of these protocols. */
  canWorkWith(protocolNames: Iterable<string>): boolean {
    for (const name of protocolNames) {
      if (this.#classicOffers.of(name) === this.#classicMemberCount) return true;
    }
    return false;
  }

  /** A new member, or what a known one is from now on. */
  put(member: ConsumerMember): void {
    const known = this.#members.get(member.memberId);
    if (known !== undefined) this.#count(known, -1);
    this.#members.set(member.memberId, member);
    this.#count(member, 1);
    if (member.instanceId !== null) this.#staticMemberIds.set(member.instanceId, member.memberId);
  }

  remove(memberId: string): void {
    const member = this.#members.get(memberId);
    if (member === undefined) return;
    this.#count(member, -1);
    this.#members.delete(memberId);
    const { instanceId } = member;
    if (instanceId !== null && this.#staticMemberIds.get(instanceId) === memberId) {
      this.#staticMemberIds.delete(instanceId);
    }
  }

  /** Null: the member has no target any more. */
  setTarget(memberId: string, target: Assignment | null): void {
    if (target === null) this.#targets.delete(memberId);
    else this.#targets.set(memberId, target);
  }

  /** Soft: topics have changed, look again. */
  requestMetadataRefresh(topicName: string): void {
    this.topicHashes.delete(topicName);
    this.isMetadataFresh = false;
  }

  #count(member: ConsumerMember, by: 1 | -1): void {
    this.subscriptions.count(member, by);
    if (member.serverAssignor !== null) this.#assignorVotes.add(member.serverAssignor, by);
    if (by === 1) {
      this.owners.add(member.assigned, member.memberEpoch);
      this.owners.add(member.pendingRevocation, member.memberEpoch);
    } else {
      this.owners.remove(member.assigned, member.memberEpoch);
      this.owners.remove(member.pendingRevocation, member.memberEpoch);
    }
    if (member.classic === null) return;
    this.#classicMemberCount += by;
    // A protocol named twice counts once: `canWorkWith` compares with the number of members.
    for (const name of new Set(member.classic.supportedProtocols.map((protocol) => protocol.name))) {
      this.#classicOffers.add(name, by);
    }
  }
}
