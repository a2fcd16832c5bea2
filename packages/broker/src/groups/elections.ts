import type { MetadataImage, PartitionImage } from "@ottla/cluster";
import { type GroupCoordinator, groupTopic, type PartitionLog } from "@ottla/coordinator";

/**
 * Tells the group coordinator which partitions of `__consumer_offsets` its broker leads. Loading goes on by itself: groups
 * answer COORDINATOR_LOAD_IN_PROGRESS meanwhile.
 */
export class GroupElections {
  readonly #brokerId: number;
  readonly #groups: GroupCoordinator;
  readonly #logOf: (partition: number) => PartitionLog;
  /** Leader epoch by partition led. */
  readonly #led = new Map<number, number>();
  #topicId: string | null = null;

  constructor(options: {
    brokerId: number;
    groups: GroupCoordinator;
    /** The log of a partition that the broker leads. */
    logOf: (partition: number) => PartitionLog;
  }) {
    this.#brokerId = options.brokerId;
    this.#groups = options.groups;
    this.#logOf = options.logOf;
  }

  /** A new image is there, and its partitions can be served. */
  apply(image: MetadataImage): void {
    const topic = image.topics.byName.get(groupTopic);
    // A topic that was deleted and made again begins with nothing.
    if (topic?.id !== this.#topicId) this.#resignAll();
    this.#topicId = topic?.id ?? null;
    for (const [index, partition] of (topic?.partitions ?? []).entries()) this.#follow(index, partition);
  }

  #follow(index: number, { leader, leaderEpoch }: PartitionImage): void {
    if (leader !== this.#brokerId) {
      this.#resign(index);
      return;
    }
    if (this.#led.get(index) === leaderEpoch) return;
    this.#led.set(index, leaderEpoch);
    // What goes wrong in loading is the coordinator's to log, and its clients' to hear.
    void this.#groups.onElected(index, leaderEpoch, this.#logOf(index));
  }

  #resign(index: number): void {
    if (this.#led.delete(index)) this.#groups.onResigned(index);
  }

  #resignAll(): void {
    for (const index of this.#led.keys()) this.#resign(index);
  }
}
