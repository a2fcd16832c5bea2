import assert from "node:assert/strict";
import { errorCode } from "@ottla/protocol";
import { heartbeat } from "./consumer-client.ts";
import type { CoordinatorWorld } from "./coordinator-world.ts";

/** Partitions by name: `orders-3`. */
export type Partitions = ReadonlySet<string>;

/** Errors after which a client tries the same again. */
export const retriable: ReadonlySet<number> = new Set([
  errorCode.COORDINATOR_LOAD_IN_PROGRESS,
  errorCode.COORDINATOR_NOT_AVAILABLE,
  errorCode.NOT_COORDINATOR,
]);

/** What a simulated member subscribes to. */
export interface Subscription {
  readonly topics: readonly string[];
  readonly regex: string;
}

/** A consumer of the KIP-848 protocol that does what its coordinator says, sooner or later. */
export class SimulatedConsumer {
  readonly protocol = "consumer";
  readonly memberId: string;
  readonly instanceId: string | null;
  subscription: Subscription;
  isAlive = true;
  epoch = 0;
  owned: Partitions = new Set();
  /** What it was told to have. */
  #target: Partitions = new Set();
  #hasNews = true;

  constructor(memberId: string, instanceId: string | null, subscription: Subscription) {
    this.memberId = memberId;
    this.instanceId = instanceId;
    this.subscription = subscription;
  }

  subscribe(subscription: Subscription): void {
    this.subscription = subscription;
    this.#hasNews = true;
  }

  /** Gives up what is not its any more, and takes what is. */
  obey(): void {
    if (this.isAt(this.#target)) return;
    this.owned = this.#target;
    this.#hasNews = true;
  }

  /** One heartbeat, whose answer may get lost. */
  async step(world: CoordinatorWorld, isAnswerLost: boolean): Promise<void> {
    const isJoining = this.epoch === 0;
    const isFull = isJoining || this.#hasNews;
    const response = await heartbeat(world, {
      memberId: this.memberId,
      memberEpoch: this.epoch,
      instanceId: this.instanceId,
      rebalanceTimeoutMs: isFull ? 20_000 : -1,
      subscribedTopicNames: isFull ? [...this.subscription.topics] : null,
      subscribedTopicRegex: isFull ? this.subscription.regex : null,
      topicPartitions: isFull ? listed(world, this.owned) : null,
    });
    this.#hasNews = isAnswerLost;
    if (isAnswerLost) {
      // It asks for what it did not hear, by telling everything. What it was told before need not be true any more.
      this.#target = this.owned;
      return;
    }
    const code = response.errorCode;
    if (code === errorCode.NONE) {
      this.epoch = response.memberEpoch;
      if (response.assignment) {
        this.#target = new Set(
          response.assignment.topicPartitions.flatMap(({ topicId, partitions }) => {
            const name = world.topics.byId(topicId)?.name ?? topicId;
            return partitions.map((partition) => `${name}-${partition}`);
          }),
        );
      }
    } else if (code === errorCode.FENCED_INSTANCE_ID) {
      this.stop();
    } else if (retriable.has(code)) {
      this.#hasNews = true;
    } else {
      const isExpected =
        code === errorCode.FENCED_MEMBER_EPOCH ||
        code === errorCode.UNKNOWN_MEMBER_ID ||
        code === errorCode.UNRELEASED_INSTANCE_ID ||
        code === errorCode.GROUP_ID_NOT_FOUND;
      assert.ok(isExpected, `heartbeat: ${code} ${response.errorMessage}`);
      this.#beginAgain();
    }
  }

  /** Leaves: for good, or, a static member, for now. */
  async leave(world: CoordinatorWorld, memberEpoch: -1 | -2): Promise<void> {
    this.stop();
    this.owned = new Set();
    const { memberId, instanceId } = this;
    await heartbeat(world, { memberId, memberEpoch, instanceId });
  }

  /** Falls silent. It has what it had, as far as it knows. */
  stop(): void {
    this.isAlive = false;
  }

  get isAtRest(): boolean {
    return this.epoch > 0 && this.isAt(this.#target) && !this.#hasNews;
  }

  isAt(target: Partitions): boolean {
    return target.size === this.owned.size && [...target].every((partition) => this.owned.has(partition));
  }

  #beginAgain(): void {
    this.epoch = 0;
    this.owned = new Set();
    this.#target = new Set();
  }
}

function listed(world: CoordinatorWorld, owned: Partitions): { topicId: string; partitions: number[] }[] {
  const byTopic = new Map<string, number[]>();
  for (const each of owned) {
    const [name = "", partition] = each.split("-");
    const topicId = world.topics.byName(name)?.topicId;
    if (topicId === undefined) continue;
    const known = byTopic.get(topicId);
    if (known === undefined) byTopic.set(topicId, [Number(partition)]);
    else known.push(Number(partition));
  }
  return Array.from(byTopic, ([topicId, partitions]) => ({ topicId, partitions }));
}
