import type { Assignment } from "../assignors/assignor.ts";
import type { ConsumerMember } from "./member.ts";
import {
  isSameOwned,
  noPartitions,
  type OwnedPartitions,
  ownsAny,
  type TopicPartitions,
} from "./partitions.ts";

/** What a member is walked towards, and what it walks among. */
export interface ReconcileInput {
  /** The epoch of the target assignment. */
  readonly targetEpoch: number;
  readonly target: Assignment;
  /** Ids of the topics that the member subscribes to by now: the target may be older than the subscription. */
  readonly subscribedTopicIds: ReadonlySet<string>;
  readonly hasSubscriptionChanged: boolean;
  /** What the member says it has; null: it says nothing. */
  readonly topicPartitions: readonly TopicPartitions[] | null;
  /** Whether somebody has a partition, or has not given it up yet. */
  readonly isOwned: (topicId: string, partition: number) => boolean;
}

/**
 * The next step of a member towards its target (KIP-848, "Member Assignment Reconciliation"): first it gives up what is not in
 * it and says so, then it moves to the target's epoch and gets what is free, then what the others give up. The same
 * member: there is no step to take now.
 */
export function reconcile(member: ConsumerMember, input: ReconcileInput): ConsumerMember {
  const next = nextStep(member, input);
  return isSameStep(member, next) ? member : next;
}

function nextStep(member: ConsumerMember, input: ReconcileInput): ConsumerMember {
  switch (member.state) {
    case "stable":
      if (member.memberEpoch !== input.targetEpoch) return towardsTarget(member, input);
      return input.hasSubscriptionChanged ? withoutUnsubscribed(member, input) : member;
    case "unrevoked":
      if (!mayStillOwn(member.pendingRevocation, input)) return towardsTarget(member, input);
      return input.hasSubscriptionChanged ? withoutUnsubscribed(member, input) : member;
    case "unreleased":
      return towardsTarget(member, input);
    case "unknown":
      // It owns nothing: see `checkState`. Its epoch is history.
      return towardsTarget({ ...member, memberEpoch: input.targetEpoch }, input);
  }
}

/** Whether the member has something of it, as far as it says. */
function mayStillOwn(owned: OwnedPartitions, { topicPartitions }: ReconcileInput): boolean {
  return topicPartitions === null || ownsAny(owned, topicPartitions);
}

function towardsTarget(member: ConsumerMember, input: ReconcileInput): ConsumerMember {
  const kept = new Map<string, Map<number, number>>();
  const revoked = new Map<string, Map<number, number>>();
  for (const [topicId, epochs] of member.assigned) {
    const target = input.subscribedTopicIds.has(topicId) ? input.target.get(topicId) : undefined;
    for (const [partition, epoch] of epochs)
      put(target?.has(partition) ? kept : revoked, topicId, partition, epoch);
  }
  if (revoked.size > 0 && mayStillOwn(revoked, input)) {
    return {
      ...member,
      state: "unrevoked",
      previousMemberEpoch: member.memberEpoch,
      assigned: kept,
      pendingRevocation: revoked,
    };
  }
  let hasUnreleased = false;
  for (const [topicId, target] of input.target) {
    if (!input.subscribedTopicIds.has(topicId)) continue;
    for (const partition of target) {
      if (kept.get(topicId)?.has(partition)) continue;
      // What the member itself has just given up is free for it.
      const isFree =
        !input.isOwned(topicId, partition) || member.pendingRevocation.get(topicId)?.has(partition) === true;
      if (isFree) put(kept, topicId, partition, input.targetEpoch);
      else hasUnreleased = true;
    }
  }
  return {
    ...member,
    state: hasUnreleased ? "unreleased" : "stable",
    memberEpoch: input.targetEpoch,
    previousMemberEpoch: member.memberEpoch,
    assigned: kept,
    pendingRevocation: noPartitions,
  };
}

/** Takes away topics that the member no longer subscribes to at once, without a new target. */
function withoutUnsubscribed(member: ConsumerMember, input: ReconcileInput): ConsumerMember {
  const isSubscribed = (topicId: string) => input.subscribedTopicIds.has(topicId);
  if ([...member.assigned.keys()].every(isSubscribed)) return member;
  const assigned = new Map([...member.assigned].filter(([topicId]) => isSubscribed(topicId)));
  const pendingRevocation = new Map(member.pendingRevocation);
  for (const [topicId, epochs] of member.assigned) {
    if (isSubscribed(topicId)) continue;
    pendingRevocation.set(topicId, new Map([...(pendingRevocation.get(topicId) ?? []), ...epochs]));
  }
  const next = { ...member, previousMemberEpoch: member.memberEpoch, assigned };
  return mayStillOwn(pendingRevocation, input) ? { ...next, state: "unrevoked", pendingRevocation } : next;
}

function put(
  owned: Map<string, Map<number, number>>,
  topicId: string,
  partition: number,
  epoch: number,
): void {
  const epochs = owned.get(topicId);
  if (epochs === undefined) owned.set(topicId, new Map([[partition, epoch]]));
  else epochs.set(partition, epoch);
}

function isSameStep(a: ConsumerMember, b: ConsumerMember): boolean {
  return (
    a.memberEpoch === b.memberEpoch &&
    a.previousMemberEpoch === b.previousMemberEpoch &&
    a.state === b.state &&
    isSameOwned(a.assigned, b.assigned) &&
    isSameOwned(a.pendingRevocation, b.pendingRevocation)
  );
}
