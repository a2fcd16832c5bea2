import assert from "node:assert/strict";
import {
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  errorCode,
  Reader,
  Writer,
} from "@ottla/protocol";
import { beat, type JoinResult, join, leave, sync } from "./classic-client.ts";
import type { CoordinatorWorld } from "./coordinator-world.ts";
import { type Partitions, retriable, type Subscription } from "./simulated-consumer.ts";

const version = 1;

/** After these a member joins again under its id. */
const rejoin: ReadonlySet<number> = new Set([
  errorCode.REBALANCE_IN_PROGRESS,
  errorCode.ILLEGAL_GENERATION,
  ...retriable,
]);

/**
 * A consumer of the classic protocol: an eager one, which gives up everything before it joins, or a cooperative one, which
 * joins with what it has. It joins and syncs by itself: see `isBusy`.
 */
export class SimulatedClassicConsumer {
  readonly protocol = "classic";
  readonly instanceId: string | null;
  readonly isEager: boolean;
  readonly subscription: Subscription;
  memberId = "";
  isAlive = true;
  owned: Partitions = new Set();
  generationId = -1;
  isBusy = false;
  /** What went wrong on its own time. */
  fault: unknown = null;

  constructor(instanceId: string | null, subscription: Subscription, isEager: boolean) {
    this.instanceId = instanceId;
    this.subscription = subscription;
    this.isEager = isEager;
  }

  /** One heartbeat, or the beginning of a join. */
  async step(world: CoordinatorWorld): Promise<void> {
    if (this.isBusy) return;
    if (this.generationId !== -1) {
      const code = await beat(world, this.memberId, this.generationId, this.instanceId);
      if (code !== errorCode.NONE) this.#failed(code);
      if (code === errorCode.NONE || !this.isAlive || retriable.has(code)) return;
    }
    this.isBusy = true;
    this.#joinAndSync(world)
      .catch((fault: unknown) => {
        this.fault = fault;
      })
      .finally(() => {
        this.isBusy = false;
      });
  }

  async leave(world: CoordinatorWorld): Promise<void> {
    this.stop();
    this.owned = new Set();
    if (this.memberId !== "") await leave(world, this.memberId, this.instanceId);
  }

  /** Falls silent. It has what it had, as far as it knows. */
  stop(): void {
    this.isAlive = false;
  }

  get isAtRest(): boolean {
    return !this.isBusy && this.generationId !== -1;
  }

  async #joinAndSync(world: CoordinatorWorld): Promise<void> {
    if (this.isEager) this.owned = new Set();
    const joined = await this.#join(world);
    if (!this.isAlive || joined === null) return;
    const { generationId = -1 } = joined;
    const isLeader = joined.leader === this.memberId && joined.members.length > 0;
    const synced = await sync(world, {
      memberId: this.memberId,
      generationId,
      groupInstanceId: this.instanceId,
      assignments: isLeader ? assign(world, joined) : [],
    });
    if (!this.isAlive) return;
    if (synced.errorCode !== errorCode.NONE) {
      this.#failed(synced.errorCode);
      return;
    }
    this.generationId = generationId;
    this.owned = readAssignment(synced.assignment);
  }

  async #join(world: CoordinatorWorld): Promise<JoinResult | null> {
    const request = {
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 20_000,
      memberId: this.memberId,
      groupInstanceId: this.instanceId,
      protocols: [{ name: "range", metadata: subscription(this.subscription, this.owned) }],
    };
    let joined = await join(world, request);
    if (joined.errorCode === errorCode.MEMBER_ID_REQUIRED) {
      this.memberId = joined.memberId;
      joined = await join(world, { ...request, memberId: this.memberId });
    }
    if (joined.errorCode === errorCode.NONE) {
      this.memberId = joined.memberId;
      return joined;
    }
    this.#failed(joined.errorCode);
    return null;
  }

  #failed(code: number): void {
    if (code === errorCode.FENCED_INSTANCE_ID) {
      this.stop();
    } else if (code === errorCode.UNKNOWN_MEMBER_ID) {
      this.memberId = "";
      this.generationId = -1;
      this.owned = new Set();
    } else {
      assert.ok(rejoin.has(code), `a classic member met ${code}`);
      if (!retriable.has(code)) this.generationId = -1;
      // Others have it by now.
      if (code === errorCode.ILLEGAL_GENERATION) this.owned = new Set();
    }
  }
}

function subscription({ topics }: Subscription, owned: Partitions): Buffer {
  const writer = new Writer();
  writer.int16(version);
  const ownedPartitions = [...byTopic(owned)].map(([topic, partitions]) => ({ topic, partitions }));
  consumerProtocolSubscription.encode(
    writer,
    { topics: [...topics], userData: null, ownedPartitions },
    version,
  );
  return writer.toBuffer();
}

/** As the leader: partitions in turn to those who subscribe to their topic. */
function assign(world: CoordinatorWorld, joined: JoinResult): { memberId: string; assignment: Buffer }[] {
  const members = joined.members.map(({ memberId, metadata }) => {
    const reader = new Reader(Buffer.from(metadata));
    const { topics } = consumerProtocolSubscription.decode(reader, reader.int16());
    return { memberId, topics, partitions: new Set<string>() };
  });
  for (const name of new Set(members.flatMap(({ topics }) => topics))) {
    const subscribers = members.filter(({ topics }) => topics.includes(name));
    const partitionCount = world.topics.byName(name)?.partitionCount ?? 0;
    for (let partition = 0; partition < partitionCount; partition += 1) {
      subscribers[partition % subscribers.length]!.partitions.add(`${name}-${partition}`);
    }
  }
  return members.map(({ memberId, partitions }) => {
    const writer = new Writer();
    writer.int16(version);
    const assignedPartitions = [...byTopic(partitions)].map(([topic, each]) => ({ topic, partitions: each }));
    consumerProtocolAssignment.encode(writer, { assignedPartitions }, version);
    return { memberId, assignment: writer.toBuffer() };
  });
}

function readAssignment(assignment: Uint8Array): Partitions {
  if (assignment.length === 0) return new Set();
  const reader = new Reader(Buffer.from(assignment));
  const { assignedPartitions } = consumerProtocolAssignment.decode(reader, reader.int16());
  return new Set(
    assignedPartitions.flatMap(({ topic, partitions }) => partitions.map((each) => `${topic}-${each}`)),
  );
}

function byTopic(owned: Partitions): Map<string, number[]> {
  const topics = new Map<string, number[]>();
  for (const each of owned) {
    const [name = "", partition] = each.split("-");
    const known = topics.get(name);
    if (known === undefined) topics.set(name, [Number(partition)]);
    else known.push(Number(partition));
  }
  return topics;
}
