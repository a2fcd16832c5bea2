import assert from "node:assert/strict";
import { test } from "node:test";
import { stateOf } from "../testing/classic-client.ts";
import { describeConsumers } from "../testing/consumer-client.ts";
import { CoordinatorWorld } from "../testing/coordinator-world.ts";
import { SimulatedClassicConsumer } from "../testing/simulated-classic-consumer.ts";
import { SimulatedConsumer, type Subscription } from "../testing/simulated-consumer.ts";
import { settle } from "../testing/virtual-clock.ts";
import type { DescribedConsumerGroup } from "./describe.ts";

/**
 * Consumers of both protocols that come, go, fall silent and change their minds as they like, static ones among them, while
 * answers get lost, topics come and grow, and the coordinator is restarted or cannot write. A seed decides everything.
 * What must hold whatever happens:
 *
 * - no two members of a consumer group have the same partition, as far as they know themselves;
 * - a group is the same after a reload;
 * - in the end, left alone, the group is stable, and every partition that somebody subscribes to has exactly one owner
 *   (of a consumer group: in a classic one that is its leader's affair).
 */
const seeds = Number(process.env["SEEDS"] ?? 60);
const firstSeed = Number(process.env["SEED"] ?? 1);
const stepCount = 250;

const subscriptions: readonly Subscription[] = [
  { topics: ["orders"], regex: "" },
  { topics: ["orders"], regex: "" },
  { topics: ["orders", "payments"], regex: "" },
  { topics: ["payments"], regex: "" },
  { topics: [], regex: "(orders|pay.*)" },
];

type Member = SimulatedConsumer | SimulatedClassicConsumer;

class Simulation {
  readonly world: CoordinatorWorld;
  readonly members: Member[] = [];
  #memberCount = 0;
  #topicCount = 0;

  constructor(world: CoordinatorWorld) {
    this.world = world;
  }

  get random() {
    return this.world.random;
  }

  get alive(): Member[] {
    return this.members.filter(({ isAlive }) => isAlive);
  }

  async disturb(): Promise<void> {
    const { random, world } = this;
    const choice = random.below(100);
    if (choice < 6) return this.add();
    const member = this.alive.length > 0 ? random.pick(this.alive) : null;
    if (choice < 8) return member?.stop();
    if (choice < 11) return this.leave(member);
    if (choice < 14 && member instanceof SimulatedConsumer)
      return member.subscribe(random.pick(subscriptions));
    if (choice < 16) return this.changeTopics();
    if (choice < 17) return this.reload();
    if (choice < 18) return this.failToWrite(member);
    if (choice < 40) return world.clock.advance(random.below(3000));
    if (choice < 50 && member instanceof SimulatedConsumer) return member.obey();
    if (member !== null) await this.step(member, random.below(12) === 0);
  }

  async step(member: Member, isAnswerLost: boolean): Promise<void> {
    if (member.protocol === "consumer") await member.step(this.world, isAnswerLost);
    else await member.step(this.world);
    await settle();
  }

  add(): void {
    const { random } = this;
    this.#memberCount += 1;
    const instanceId = random.below(3) === 0 ? `instance-${random.below(3)}` : null;
    if (instanceId !== null && this.alive.some((each) => each.instanceId === instanceId)) return;
    const subscription = random.pick(subscriptions);
    const member =
      random.below(2) === 0
        ? new SimulatedConsumer(`m${this.#memberCount}`, instanceId, subscription)
        : new SimulatedClassicConsumer(
            instanceId,
            random.pick(subscriptions.slice(0, 4)),
            random.below(2) === 0,
          );
    this.members.push(member);
  }

  async leave(member: Member | null): Promise<void> {
    if (member === null) return;
    if (member.protocol === "classic") return member.leave(this.world);
    const isForNow = member.instanceId !== null && this.random.below(2) === 0;
    await member.leave(this.world, isForNow ? -2 : -1);
  }

  async changeTopics(): Promise<void> {
    const { random, world } = this;
    const name = random.pick(["orders", "payments", "new"]);
    const known = world.topics.byName(name);
    if (known !== null) {
      world.topics.add(name, Math.min(12, known.partitionCount + 1));
      return world.coordinator.onTopicsChanged({ created: [], changed: [name], deleted: [] });
    }
    this.#topicCount += 1;
    const created = `pay${this.#topicCount}`;
    world.topics.add(created, 1 + random.below(3));
    await world.coordinator.onTopicsChanged({ created: [created], changed: [], deleted: [] });
  }

  async reload(): Promise<void> {
    const before = await describeConsumers(this.world);
    await this.world.restart();
    assert.deepEqual(inOrder(await describeConsumers(this.world)), inOrder(before));
  }

  async failToWrite(member: Member | null): Promise<void> {
    if (member === null) return;
    this.world.log.failure = new Error("the disk is full");
    await this.step(member, false);
    this.world.log.failure = null;
    await this.world.clock.advance(1000);
  }

  /**
   * Members that the group does not know any more are out of this: they learn it with their next heartbeat. So are classic
   * members of another generation: a group that becomes a classic one and back counts what they were to have as theirs.
   */
  async checkOwners(): Promise<void> {
    for (const member of this.members) if (member.protocol === "classic") assert.equal(member.fault, null);
    const group = await describeConsumers(this.world);
    const epochs = new Map(group.members.map(({ memberId, memberEpoch }) => [memberId, memberEpoch]));
    const owners = new Map<string, Member>();
    for (const member of this.members) {
      const epoch = epochs.get(member.memberId);
      if (epoch === undefined || (member.protocol === "classic" && member.generationId !== epoch)) continue;
      for (const partition of member.owned) {
        assert.equal(owners.get(partition), undefined, `${partition} has two owners`);
        owners.set(partition, member);
      }
    }
  }

  /** Nothing disturbs any more. */
  async calmDown(): Promise<void> {
    if (this.alive.length === 0) this.add();
    for (let round = 0; round < 150; round += 1) {
      for (const member of this.alive) {
        if (member instanceof SimulatedConsumer) member.obey();
        await this.step(member, false);
      }
      await this.checkOwners();
      await this.world.clock.advance(1000);
    }
    if (this.alive.length === 0) return;
    assert.ok(this.alive.every(({ isAtRest }) => isAtRest));
    const group = await describeConsumers(this.world);
    if (group.errorCode === 0) {
      assert.equal(group.groupState, "Stable");
      this.checkComplete();
    } else {
      assert.equal(await stateOf(this.world), "Stable");
    }
    await this.reload();
  }

  checkComplete(): void {
    const wanted = new Set<string>();
    for (const { subscription } of this.alive) {
      for (const topic of this.topicsOf(subscription)) {
        for (let each = 0; each < topic.partitionCount; each += 1) wanted.add(`${topic.name}-${each}`);
      }
    }
    const had = this.alive.flatMap(({ owned }) => [...owned]);
    assert.equal(new Set(had).size, had.length, "nothing has two owners");
    assert.deepEqual(had.toSorted(), [...wanted].toSorted());
  }

  topicsOf({ topics, regex }: Subscription) {
    const names = [...this.world.topics.names()].filter(
      (name) => regex !== "" && new RegExp(`^${regex}$`).test(name),
    );
    return [...new Set([...topics, ...names])].map((name) => this.world.topics.byName(name)!);
  }
}

function byTopic(listed: { readonly topicPartitions: readonly { readonly topicId: string }[] }) {
  return listed.topicPartitions.toSorted((a, b) => (a.topicId < b.topicId ? -1 : 1));
}

/** Members come in the order of their records after a reload. */
function inOrder(group: DescribedConsumerGroup) {
  const members = group.members
    .toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1))
    .map((member) => ({
      ...member,
      subscribedTopicNames: member.subscribedTopicNames.toSorted(),
      assignment: byTopic(member.assignment),
      targetAssignment: byTopic(member.targetAssignment),
    }));
  return { ...group, members };
}

for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
  test(`a seeded life of a consumer group (SEED=${seed} SEEDS=1)`, async () => {
    const simulation = new Simulation(await CoordinatorWorld.start({ seed }));
    for (let step = 0; step < stepCount; step += 1) {
      await simulation.disturb();
      await simulation.checkOwners();
    }
    await simulation.calmDown();
  });
}
