import { errorCode } from "@ottla/protocol";
import { fetchOnce, nameOf, type Position, partitionOf, unreadable } from "./fetch-records.ts";
import { findGroupCoordinator } from "./find-group-coordinator.ts";
import { type Committed, type Committer, commitOffsets, fetchOffsets, startOf } from "./group-offsets.ts";
import type { History } from "./history.ts";
import { pause } from "./site.ts";
import { type ClientSite, VirtualClient } from "./virtual-client.ts";

/** Partitions by name: `orders-3`. */
export type Partitions = ReadonlySet<string>;

/** What a member of a group does with the partitions that it has, whatever protocol gave them to it. */
export class Consumption {
  readonly coordinator: VirtualClient;
  readonly groupId: string;
  readonly #site: ClientSite;
  readonly #history: History;
  /** Its own connection: a fetch that waits for records must not hold up heartbeats. */
  readonly #client: VirtualClient;
  readonly #positions = new Map<string, Position>();
  /** Partitions of which the committed offset is not known yet. */
  readonly #unknown = new Set<string>();

  constructor(site: ClientSite, history: History, groupId: string) {
    this.coordinator = new VirtualClient(site);
    this.groupId = groupId;
    this.#site = site;
    this.#history = history;
    this.#client = new VirtualClient(site);
  }

  /** Resolves when it is known who coordinates the group. */
  async begin(): Promise<void> {
    await findGroupCoordinator(this.#site, this.coordinator, this.groupId);
  }

  /** What the member holds. */
  get owned(): Partitions {
    return new Set([...this.#positions.keys(), ...this.#unknown]);
  }

  /** Holds these partitions and no others. Those that are new begin where the group is. */
  hold(partitions: Partitions): void {
    for (const each of this.#positions.keys()) if (!partitions.has(each)) this.#positions.delete(each);
    for (const each of this.#unknown) if (!partitions.has(each)) this.#unknown.delete(each);
    for (const each of partitions) if (!this.#positions.has(each)) this.#unknown.add(each);
  }

  /** Reads on in what it holds. False: there was nothing to be had, for whatever reason. */
  async poll(committer: Omit<Committer, "groupId">): Promise<boolean> {
    await this.#findStarts(committer);
    const positions = [...this.#positions.values()];
    if (positions.length === 0) return false;
    const options = { maxWaitMs: 100, partitionMaxBytes: this.#site.random.pick([1000, 20_000, 100_000]) };
    const fetched = await fetchOnce(this.#client, this.#history, positions, options);
    for (const { position, code, records } of fetched ?? []) {
      if (unreadable.has(code)) continue;
      const partition = nameOf(position);
      // The records that were committed are lost: they come again, or others do.
      if (code === errorCode.OFFSET_OUT_OF_RANGE && this.#history.hasLoss) {
        position.offset = 0;
        continue;
      }
      if (code !== errorCode.NONE) throw new Error(`${partition} at ${position.offset}: ${code}`);
      for (const { offset } of records) this.#history.process(this.groupId, partition, offset);
      position.offset += records.length;
    }
    return fetched !== null && fetched.some(({ records }) => records.length > 0);
  }

  async commit(
    { memberId, epoch }: Omit<Committer, "groupId">,
    partitions: Partitions = this.owned,
  ): Promise<Committed> {
    const positions = [...this.#positions.values()].filter((position) => partitions.has(nameOf(position)));
    return await commitOffsets(
      this.#site,
      this.coordinator,
      this.#history,
      { groupId: this.groupId, memberId, epoch },
      // What is under way keeps its offsets, whatever is read meanwhile.
      positions.map((position) => ({ ...position })),
    );
  }

  close(): void {
    this.coordinator.close();
    this.#client.close();
  }

  async #findStarts({ memberId, epoch }: Omit<Committer, "groupId">): Promise<void> {
    if (this.#unknown.size === 0) return;
    const wanted = [...this.#unknown].map(partitionOf);
    const committer = { groupId: this.groupId, memberId, epoch };
    const found = await fetchOffsets(this.#site, this.coordinator, this.#history, committer, wanted);
    // Whether the member is what it believes to be, its heartbeats tell.
    if (found === null || typeof found === "number") return await pause(this.#site, 50);
    for (const position of found) {
      this.#unknown.delete(nameOf(position));
      this.#positions.set(nameOf(position), { ...position, offset: startOf(position) });
    }
  }
}
