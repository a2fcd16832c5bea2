import assert from "node:assert/strict";
import { test } from "node:test";
import { errorCode } from "@ottla/protocol";
import type { GroupCoordinator } from "../group-coordinator.ts";
import { beat, join, leave, subscriptionTo, sync } from "../testing/classic-client.ts";
import { CoordinatorWorld, client } from "../testing/coordinator-world.ts";
import { commit, fetchAll } from "../testing/offset-client.ts";
import { settle } from "../testing/virtual-clock.ts";

/**
 * Members that come, go, fall silent and come back as they like, over a coordinator that is restarted and whose log
 * fails now and then. A seed decides everything. What must hold whatever happens:
 *
 * - whoever is told an assignment in a generation was given exactly that by the leader of that generation;
 * - a generation has one leader;
 * - a group that is at rest is the same after a reload;
 * - in the end, left alone, whoever is there shares one generation.
 */
const seeds = Number(process.env["SEEDS"] ?? 60);
const firstSeed = Number(process.env["SEED"] ?? 1);

interface SimulatedMember {
  readonly name: string;
  readonly instanceId: string | null;
  memberId: string;
  generationId: number;
  /** Joins and syncs by itself as long as it lives. */
  isAlive: boolean;
  isBusy: boolean;
}

class Simulation {
  readonly world: CoordinatorWorld;
  readonly members: SimulatedMember[] = [];
  /** Generation → what leaders handed in for it, member by member. */
  readonly assignments = new Map<number, Map<string, string>[]>();
  /** By life and generation: a generation that had no assignment yet is forgotten with the life, and its number comes again. */
  readonly leaders = new Map<string, string>();
  /** Between two loads of the log. */
  life = 0;
  /** What went wrong in members that live on their own. */
  readonly faults: unknown[] = [];
  #count = 0;

  constructor(world: CoordinatorWorld) {
    this.world = world;
  }

  get random() {
    return this.world.random;
  }

  add(): void {
    this.#count += 1;
    const isStatic = this.random.below(3) === 0;
    const instanceId = isStatic ? `instance-${this.random.below(3)}` : null;
    const taken = this.members.some(
      (each) => each.isAlive && each.instanceId !== null && each.instanceId === instanceId,
    );
    if (taken) return;
    const member = {
      name: `m${this.#count}`,
      instanceId,
      memberId: "",
      generationId: -1,
      isAlive: true,
      isBusy: false,
    };
    this.members.push(member);
    this.start(member);
  }

  start(member: SimulatedMember): void {
    this.live(member).catch((fault: unknown) => this.faults.push(fault));
  }

  /** Joins until it is in, asks for its assignment, then is content until a heartbeat says otherwise. */
  async live(member: SimulatedMember): Promise<void> {
    if (member.isBusy) return;
    member.isBusy = true;
    for (let tries = 0; member.isAlive && tries < 50; tries += 1) {
      const { life } = this;
      const joined = await join(this.world, {
        memberId: member.memberId,
        groupInstanceId: member.instanceId,
        rebalanceTimeoutMs: 20_000,
        protocols: [{ name: "range", metadata: subscriptionTo("orders", member.name) }],
      });
      if (joined.errorCode === errorCode.MEMBER_ID_REQUIRED) {
        member.memberId = joined.memberId;
        continue;
      }
      if (joined.errorCode === errorCode.UNKNOWN_MEMBER_ID) {
        member.memberId = "";
        continue;
      }
      if (joined.errorCode !== errorCode.NONE) {
        if (joined.errorCode === errorCode.FENCED_INSTANCE_ID) member.isAlive = false;
        await this.world.clock.advance(1);
        continue;
      }
      member.memberId = joined.memberId;
      member.generationId = joined.generationId!;
      this.#observe(life, joined.generationId!, joined.leader);
      if (!member.isAlive || this.random.below(10) === 0) break; // forgets to ask for its assignment
      if (await this.#sync(member, joined)) break;
    }
    member.isBusy = false;
  }

  async #sync(member: SimulatedMember, joined: Awaited<ReturnType<typeof join>>): Promise<boolean> {
    const { memberId, generationId } = member;
    const leads = joined.leader === memberId && joined.skipAssignment !== true && joined.members.length > 0;
    const plan = new Map(joined.members.map((each) => [each.memberId, `${generationId}:${each.memberId}`]));
    const assignments = leads
      ? [...plan].map(([id, part]) => ({ memberId: id, assignment: Buffer.from(part) }))
      : [];
    if (leads) this.assignments.set(generationId, [...(this.assignments.get(generationId) ?? []), plan]);
    const synced = await sync(this.world, {
      memberId,
      generationId,
      groupInstanceId: member.instanceId,
      assignments,
    });
    if (synced.errorCode !== errorCode.NONE) return false;
    this.#checkAssignment(member, generationId, String(synced.assignment));
    return true;
  }

  /** A static member that came back has the part of the one that it replaced. */
  #checkAssignment(member: SimulatedMember, generationId: number, assignment: string): void {
    if (assignment === "") return;
    const [generation = "", owner = ""] = assignment.split(/:(.*)/s);
    assert.equal(Number(generation), generationId, `${member.name} has an assignment of another generation`);
    assert.ok(this.assignments.get(generationId)?.some((plan) => plan.get(owner) === assignment));
    if (member.instanceId === null) assert.equal(owner, member.memberId);
    else assert.ok(owner.startsWith(member.instanceId), `${owner} is not ${member.instanceId}`);
  }

  #observe(life: number, generationId: number, leader: string): void {
    const key = `${life}/${generationId}`;
    const known = this.leaders.get(key);
    // A static leader has a new id after it came back, and is still the same leader.
    const isSame = known === undefined || known === leader || known.startsWith("instance-");
    assert.ok(isSame, `generation ${generationId} is led by ${known} and ${leader}`);
    this.leaders.set(key, leader);
  }

  async heartbeat(member: SimulatedMember): Promise<void> {
    if (!member.isAlive || member.isBusy || member.memberId === "") return;
    const code = await beat(this.world, member.memberId, member.generationId, member.instanceId);
    if (code === errorCode.NONE || code === errorCode.NOT_COORDINATOR) return;
    if (code === errorCode.FENCED_INSTANCE_ID) member.isAlive = false;
    if (code === errorCode.UNKNOWN_MEMBER_ID) member.memberId = "";
    this.start(member);
  }

  async step(): Promise<void> {
    const { random, world } = this;
    const living = this.members.filter(({ isAlive }) => isAlive);
    const choice = random.below(100);
    if (choice < 20 && living.length < 8) this.add();
    else if (choice < 26 && living.length > 0) random.pick(living).isAlive = false;
    else if (choice < 34 && living.length > 0) {
      const member = random.pick(living);
      member.isAlive = false;
      if (member.memberId !== "") void leave(world, member.memberId);
    } else if (choice < 42 && living.length > 0) {
      const member = random.pick(living);
      if (member.instanceId !== null && !member.isBusy) {
        member.memberId = ""; // restarts
        this.start(member);
      }
    } else if (choice < 60 && living.length > 0) {
      const { memberId, generationId, instanceId } = random.pick(living);
      const identity = instanceId === null ? {} : { instanceId };
      void commit(world, { memberId, generation: generationId, offset: random.below(100), ...identity });
    } else if (choice < 62) {
      world.log.failure = new Error("the disk is full");
      this.life += 1;
      await world.clock.advance(random.below(2000));
      world.log.failure = null;
      this.life += 1;
    } else if (choice < 64) await this.checkReload();
    for (const member of this.members) if (random.below(4) > 0) await this.heartbeat(member);
    await world.clock.advance(random.below(3000));
  }

  /** What rests is the same when it is read from the log. */
  async checkReload(): Promise<void> {
    await settle();
    const before = await snapshot(this.world.coordinator, this.world);
    this.life += 1;
    await this.world.restart();
    this.life += 1;
    const after = await snapshot(this.world.coordinator, this.world);
    assert.deepEqual(after.offsets, before.offsets);
    if (before.group.groupState === "Stable" || before.group.groupState === "Empty") {
      assert.deepEqual(after.group, before.group);
    }
  }
}

async function snapshot(coordinator: GroupCoordinator, world: CoordinatorWorld) {
  const [group] = await coordinator.describeGroups(["group"], client("admin", 5));
  return { group: group!, offsets: await fetchAll(world) };
}

for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
  test(`a group comes to rest whatever its members do (replay: SEED=${seed} SEEDS=1)`, async () => {
    const simulation = new Simulation(
      await CoordinatorWorld.start({ seed, config: { initialRebalanceDelayMs: 500 } }),
    );
    const { world } = simulation;
    for (let step = 0; step < 120; step += 1) await simulation.step();
    const isAtRest = async () => {
      const { group } = await snapshot(world.coordinator, world);
      const living = simulation.members.filter(({ isAlive }) => isAlive);
      if (living.length === 0) return group.groupState === "Empty" || group.groupState === "Dead";
      const generations = new Set(living.map(({ generationId }) => generationId));
      return (
        group.groupState === "Stable" && generations.size === 1 && group.members.length === living.length
      );
    };
    for (let round = 0; round < 60 && !(await isAtRest()); round += 1) {
      for (const member of simulation.members) {
        await simulation.heartbeat(member);
        if (member.isAlive && member.memberId === "") simulation.start(member);
      }
      await world.clock.advance(3000);
    }
    assert.ok(await isAtRest(), "the group is at rest");
    await simulation.checkReload();
    assert.deepEqual(simulation.faults, []);
  });
}
