import { consumerGroupHeartbeat, errorCode, offsetCommit, type ResponseOf } from "@ottla/protocol";
import { Consumption, type Partitions } from "./consumption.ts";
import type { History } from "./history.ts";
import { type Closing, elapsed, pause } from "./site.ts";
import type { ClientSite } from "./virtual-client.ts";

/** After these a member asks again, and tells everything. */
const retried: ReadonlySet<number> = new Set([
  errorCode.COORDINATOR_LOAD_IN_PROGRESS,
  errorCode.COORDINATOR_NOT_AVAILABLE,
  errorCode.NOT_COORDINATOR,
]);
/** After these it is no member any more, and joins anew. */
const fenced: ReadonlySet<number> = new Set([
  errorCode.FENCED_MEMBER_EPOCH,
  errorCode.UNKNOWN_MEMBER_ID,
  errorCode.GROUP_ID_NOT_FOUND,
]);

/** A consumer of the protocol of KIP-848: it does what its coordinator's answers say. */
export class ConsumerMember {
  readonly #site: ClientSite;
  readonly #history: History;
  readonly #consumption: Consumption;
  readonly #memberId: string;
  /** 0: it has to join. */
  #epoch = 0;
  /** What it was told to have. */
  #target: Partitions = new Set();
  /** Whether there is something that the coordinator has not heard for sure. */
  #hasNews = true;
  #nextBeatMs = 0;

  constructor(site: ClientSite, history: History, groupId: string) {
    this.#site = site;
    this.#history = history;
    this.#consumption = new Consumption(site, history, groupId);
    // Older ones know no member epochs.
    this.#consumption.coordinator.versionOf(offsetCommit, 9);
    this.#memberId = Buffer.from(site.random.bytes(16)).toString("base64url");
  }

  async run(closing: Closing): Promise<void> {
    await this.#consumption.begin();
    while (!closing.isClosing) {
      if (this.#hasNews || elapsed(this.#site) >= this.#nextBeatMs) await this.#beat();
      await this.#reconcile();
      if (this.#epoch > 0) {
        if (!(await this.#consumption.poll(this.#self))) await pause(this.#site, 20);
        if (this.#site.random.chance(0.3)) await this.#commit();
      }
    }
    await this.#commit();
    await this.#ask({ memberEpoch: -1 });
    this.#consumption.close();
  }

  get #self() {
    return { memberId: this.#memberId, epoch: this.#epoch };
  }

  async #beat(): Promise<void> {
    const isFull = this.#epoch === 0 || this.#hasNews;
    const answer = await this.#ask({
      memberEpoch: this.#epoch,
      ...(isFull && {
        rebalanceTimeoutMs: 4000,
        subscribedTopicNames: this.#history.topics.map(({ name }) => name),
        topicPartitions: this.#listed(this.#consumption.owned),
      }),
    });
    if (answer !== null && answer.errorCode === errorCode.NONE) {
      this.#hasNews = false;
      this.#epoch = answer.memberEpoch;
      this.#nextBeatMs = elapsed(this.#site) + answer.heartbeatIntervalMs;
      if (answer.assignment !== null) this.#target = this.#assigned(answer.assignment);
      return;
    }
    this.#hasNews = true;
    if (answer !== null) this.#heard(answer.errorCode);
    await pause(this.#site, 100);
  }

  /** Gives up what is not its any more, having told how far it was, and takes what is. */
  async #reconcile(): Promise<void> {
    const { owned } = this.#consumption;
    if (isSame(owned, this.#target)) return;
    const revoked = [...owned].filter((partition) => !this.#target.has(partition));
    await this.#commit(new Set(revoked));
    this.#consumption.hold(this.#target);
    this.#hasNews = true;
  }

  /** What the coordinator does not take, others have, or this member will hear of it with its next heartbeat. */
  async #commit(partitions?: Partitions): Promise<void> {
    const committed = await this.#consumption.commit(this.#self, partitions);
    if (committed.kind === "refused" && committed.code !== errorCode.STALE_MEMBER_EPOCH)
      this.#heard(committed.code);
  }

  #heard(code: number): void {
    if (retried.has(code)) return;
    if (!fenced.has(code)) throw new Error(`a member of ${this.#consumption.groupId}: ${code}`);
    this.#epoch = 0;
    this.#target = new Set();
    this.#consumption.hold(this.#target);
  }

  #ask(told: {
    memberEpoch: number;
    rebalanceTimeoutMs?: number;
    subscribedTopicNames?: string[];
    topicPartitions?: { topicId: string; partitions: number[] }[];
  }): Promise<ResponseOf<typeof consumerGroupHeartbeat> | null> {
    const { coordinator, groupId } = this.#consumption;
    return coordinator.ask(consumerGroupHeartbeat, { groupId, memberId: this.#memberId, ...told });
  }

  #listed(partitions: Partitions): { topicId: string; partitions: number[] }[] {
    return this.#history.topics
      .map(({ name, id, partitionCount }) => ({
        topicId: id,
        partitions: Array.from({ length: partitionCount }, (_, index) => index).filter((index) =>
          partitions.has(`${name}-${index}`),
        ),
      }))
      .filter(({ partitions }) => partitions.length > 0);
  }

  #assigned({
    topicPartitions,
  }: NonNullable<ResponseOf<typeof consumerGroupHeartbeat>["assignment"]>): Partitions {
    return new Set(
      topicPartitions.flatMap(({ topicId, partitions }) => {
        const { name } = this.#history.topics.find(({ id }) => id === topicId)!;
        return partitions.map((partition) => `${name}-${partition}`);
      }),
    );
  }
}

function isSame(one: Partitions, other: Partitions): boolean {
  return one.size === other.size && [...one].every((partition) => other.has(partition));
}
