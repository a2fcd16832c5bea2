import {
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  errorCode,
  heartbeat,
  joinGroup,
  leaveGroup,
  Reader,
  type ResponseOf,
  syncGroup,
  Writer,
} from "@ottla/protocol";
import { Consumption, type Partitions } from "./consumption.ts";
import type { History } from "./history.ts";
import { type Closing, elapsed, pause } from "./site.ts";
import type { ClientSite } from "./virtual-client.ts";

export const classicSessionMs = 3000;
const rebalanceMs = 4000;
const heartbeatMs = 500;
const protocolVersion = 0;

/** After these a member tries the same again, or joins again, under the id that it has. */
const retried: ReadonlySet<number> = new Set([
  errorCode.COORDINATOR_LOAD_IN_PROGRESS,
  errorCode.COORDINATOR_NOT_AVAILABLE,
  errorCode.NOT_COORDINATOR,
]);
const rejoined: ReadonlySet<number> = new Set([
  errorCode.REBALANCE_IN_PROGRESS,
  errorCode.ILLEGAL_GENERATION,
]);

/** A consumer of the classic protocol that gives up everything in a rebalance. */
export class ClassicMember {
  readonly #site: ClientSite;
  readonly #history: History;
  readonly #consumption: Consumption;
  #memberId = "";
  /** -1: it has to join. */
  #generation = -1;

  constructor(site: ClientSite, history: History, groupId: string) {
    this.#site = site;
    this.#history = history;
    this.#consumption = new Consumption(site, history, groupId);
  }

  async run(closing: Closing): Promise<void> {
    await this.#consumption.begin();
    let heardMs = Number.NEGATIVE_INFINITY;
    while (!closing.isClosing) {
      if (this.#generation === -1) {
        if (!(await this.#join())) await pause(this.#site, 100);
        heardMs = elapsed(this.#site);
        continue;
      }
      if (elapsed(this.#site) - heardMs >= heartbeatMs) {
        await this.#beat();
        heardMs = elapsed(this.#site);
      } else {
        if (!(await this.#consumption.poll(this.#self))) await pause(this.#site, 20);
        if (this.#site.random.chance(0.3)) await this.#commit();
      }
    }
    await this.#leave();
    this.#consumption.close();
  }

  get #self() {
    return { memberId: this.#memberId, epoch: this.#generation };
  }

  async #beat(): Promise<void> {
    const { coordinator, groupId } = this.#consumption;
    const answer = await coordinator.ask(heartbeat, {
      groupId,
      memberId: this.#memberId,
      generationId: this.#generation,
    });
    if (answer === null) return;
    // What it has processed counts, as long as the rebalance has not taken it away.
    if (answer.errorCode === errorCode.REBALANCE_IN_PROGRESS) await this.#consumption.commit(this.#self);
    this.#heard(answer.errorCode);
  }

  async #commit(): Promise<void> {
    const committed = await this.#consumption.commit(this.#self);
    if (committed.kind === "refused") this.#heard(committed.code);
  }

  /** False: not yet. */
  async #join(): Promise<boolean> {
    this.#consumption.hold(new Set());
    const { coordinator, groupId } = this.#consumption;
    const joined = await coordinator.ask(
      joinGroup,
      {
        groupId,
        sessionTimeoutMs: classicSessionMs,
        rebalanceTimeoutMs: rebalanceMs,
        memberId: this.#memberId,
        protocolType: "consumer",
        protocols: [{ name: "range", metadata: this.#subscription() }],
      },
      { timeoutMs: rebalanceMs + classicSessionMs },
    );
    if (joined === null) return false;
    if (joined.errorCode === errorCode.MEMBER_ID_REQUIRED) {
      this.#memberId = joined.memberId;
      return await this.#join();
    }
    if (joined.errorCode !== errorCode.NONE) {
      this.#heard(joined.errorCode);
      return false;
    }
    this.#memberId = joined.memberId;
    return await this.#sync(joined);
  }

  async #sync({ generationId, leader, members }: ResponseOf<typeof joinGroup>): Promise<boolean> {
    const { coordinator, groupId } = this.#consumption;
    const synced = await coordinator.ask(
      syncGroup,
      {
        groupId,
        generationId,
        memberId: this.#memberId,
        protocolType: "consumer",
        protocolName: "range",
        assignments: leader === this.#memberId ? this.#assign(members.map(({ memberId }) => memberId)) : [],
      },
      { timeoutMs: rebalanceMs + classicSessionMs },
    );
    if (synced === null) return false;
    this.#heard(synced.errorCode);
    if (synced.errorCode !== errorCode.NONE) return false;
    this.#generation = generationId;
    this.#consumption.hold(readAssignment(synced.assignment));
    return true;
  }

  async #leave(): Promise<void> {
    if (this.#memberId === "") return;
    const { coordinator, groupId } = this.#consumption;
    if (this.#generation !== -1) await this.#consumption.commit(this.#self);
    const memberId = this.#memberId;
    const isOne = coordinator.versionOf(leaveGroup) < 3;
    await coordinator.ask(leaveGroup, { groupId, ...(isOne ? { memberId } : { members: [{ memberId }] }) });
  }

  #heard(code: number): void {
    if (code === errorCode.NONE || retried.has(code)) return;
    this.#generation = -1;
    if (code === errorCode.UNKNOWN_MEMBER_ID) this.#memberId = "";
    else if (!rejoined.has(code))
      throw new Error(`a classic member of ${this.#consumption.groupId}: ${code}`);
  }

  #subscription(): Buffer {
    const writer = new Writer();
    writer.int16(protocolVersion);
    const topics = this.#history.topics.map(({ name }) => name);
    consumerProtocolSubscription.encode(writer, { topics }, protocolVersion);
    return writer.toBuffer();
  }

  /** As the leader: all partitions, to the members in turn. */
  #assign(memberIds: readonly string[]): { memberId: string; assignment: Buffer }[] {
    let turn = 0;
    const parts = new Map(memberIds.map((memberId) => [memberId, new Map<string, number[]>()]));
    for (const { name, partitionCount } of this.#history.topics) {
      for (let partition = 0; partition < partitionCount; partition++) {
        const part = parts.get(memberIds[turn++ % memberIds.length]!)!;
        part.set(name, [...(part.get(name) ?? []), partition]);
      }
    }
    return Array.from(parts, ([memberId, part]) => {
      const writer = new Writer();
      writer.int16(protocolVersion);
      const assignedPartitions = Array.from(part, ([topic, partitions]) => ({ topic, partitions }));
      consumerProtocolAssignment.encode(writer, { assignedPartitions }, protocolVersion);
      return { memberId, assignment: writer.toBuffer() };
    });
  }
}

function readAssignment(assignment: Uint8Array): Partitions {
  if (assignment.length === 0) return new Set();
  const reader = new Reader(Buffer.from(assignment));
  const { assignedPartitions } = consumerProtocolAssignment.decode(reader, reader.int16());
  return new Set(
    assignedPartitions.flatMap(({ topic, partitions }) => partitions.map((each) => `${topic}-${each}`)),
  );
}
