import { PartitionHistory } from "./partition-history.ts";
import { Register } from "./register.ts";
import type { Topic } from "./topic.ts";

/** Groups that read everything. */
export const groups = { classic: "classic", consumer: "consumer" } as const;

/** No offset is committed. */
export const noOffset = -1;

/** Everything that was acknowledged in a simulation, and what readers saw: what must hold, whatever went wrong. */
export class History {
  readonly topics: readonly Topic[];
  /** Whether records were ever lost that nobody had promised to keep. */
  hasLoss = false;
  readonly #partitions = new Map<string, PartitionHistory>();
  /** By group and partition: committed offsets. */
  readonly #offsets = new Map<string, Register<number>>();
  /** By group and partition: offsets of records that a member has processed. */
  readonly #processed = new Map<string, Set<number>>();
  readonly #producers = new Map<number, string>();

  constructor(topics: readonly Topic[]) {
    this.topics = topics;
  }

  get acknowledgedCount(): number {
    return Array.from(this.#partitions.values()).reduce(
      (sum, { acknowledgedCount }) => sum + acknowledgedCount,
      0,
    );
  }

  topic(name: string): Topic {
    const topic = this.topics.find((each) => each.name === name);
    if (topic === undefined) throw new Error(`there is no topic ${name}`);
    return topic;
  }

  partition(topic: Topic, partition: number): PartitionHistory {
    const name = `${topic.name}-${partition}`;
    return madeOnce(this.#partitions, name, () => new PartitionHistory(name));
  }

  /** A producer has its id, which nobody else may have. */
  introduce(producerId: number, name: string): void {
    const other = this.#producers.get(producerId);
    if (other !== undefined) throw new Error(`${name} has the producer id ${producerId}, as ${other} has`);
    this.#producers.set(producerId, name);
  }

  offset(groupId: string, partition: string): Register<number> {
    const name = `${groupId}/${partition}`;
    return madeOnce(this.#offsets, name, () => new Register(`the offset of ${name}`, noOffset));
  }

  /** Groups and partitions whose offsets were ever asked about. */
  get offsetNames(): readonly { readonly groupId: string; readonly partition: string }[] {
    return Array.from(this.#offsets.keys(), (name) => {
      const [groupId = "", partition = ""] = name.split("/");
      return { groupId, partition };
    });
  }

  /**
   * Commits may have been lost, and records: the group goes on from what it has now. It is not held to have seen what is
   * below, for there may be other records by then.
   */
  resume(groupId: string, partition: string, offset: number): void {
    this.hasLoss = true;
    const name = `${groupId}/${partition}`;
    this.#offsets.set(name, new Register(`the offset of ${name}`, offset));
    const processed = new Set(Array.from({ length: Math.max(0, offset) }, (_, each) => each));
    this.#processed.set(name, processed);
  }

  /** A member of a group has seen a record, and commits a later offset only after this. */
  process(groupId: string, partition: string, offset: number): void {
    madeOnce(this.#processed, `${groupId}/${partition}`, () => new Set<number>()).add(offset);
  }

  /** A group is through with everything below an offset: it must have seen all of it. */
  checkProcessed(groupId: string, partition: string, endOffset: number): void {
    const processed = this.#processed.get(`${groupId}/${partition}`);
    for (let offset = 0; offset < endOffset; offset++) {
      if (!processed?.has(offset)) throw new Error(`${groupId} never saw offset ${offset} of ${partition}`);
    }
  }
}

function madeOnce<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
