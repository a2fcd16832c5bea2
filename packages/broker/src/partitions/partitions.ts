import { errorCode } from "@ottla/protocol";
import type { Partition } from "./partition.ts";

/** A topic as a broker has it. */
export interface HostedTopic {
  readonly name: string;
  readonly id: string;
  /** By index; null where the replicas are on other brokers. */
  readonly partitions: (Partition | null)[];
}

/** The partitions of one broker: where handlers look them up. `PartitionKeeper` keeps it as the metadata says. */
export class Partitions {
  readonly brokerId: number;
  readonly #byName = new Map<string, HostedTopic>();
  readonly #byId = new Map<string, HostedTopic>();

  constructor(brokerId: number) {
    this.brokerId = brokerId;
  }

  /** A partition of this broker, if there is one of that name. */
  byName(topic: string, index: number): Partition | undefined {
    return this.#byName.get(topic)?.partitions[index] ?? undefined;
  }

  byId(topicId: string, index: number): Partition | undefined {
    return this.#byId.get(topicId)?.partitions[index] ?? undefined;
  }

  hasTopic(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Whether the cluster has the topic, wherever its partitions are. */
  hasTopicId(topicId: string): boolean {
    return this.#byId.has(topicId);
  }

  nameOf(topicId: string): string | undefined {
    return this.#byId.get(topicId)?.name;
  }

  /** Names of all topics that the cluster has. */
  topicNames(): Iterable<string> {
    return this.#byName.keys();
  }

  *all(): Generator<Partition, void, undefined> {
    for (const { partitions } of this.#byName.values()) {
      for (const partition of partitions) if (partition !== null) yield partition;
    }
  }

  /** Those of one topic. */
  *of(topic: string): Generator<Partition, void, undefined> {
    for (const partition of this.#byName.get(topic)?.partitions ?? [])
      if (partition !== null) yield partition;
  }

  /** The partition, or the code that says why there is none: the cluster does not know it, or others have it. */
  find(topic: string, index: number): Partition | number {
    return found(this.#byName.get(topic), index) ?? errorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }

  findById(topicId: string, index: number): Partition | number {
    const topic = this.#byId.get(topicId);
    if (topic === undefined) return errorCode.UNKNOWN_TOPIC_ID;
    return found(topic, index) ?? errorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }

  /** The place of a topic, made if it is new. */
  admit({ name, id }: { readonly name: string; readonly id: string }): HostedTopic {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const topic: HostedTopic = { name, id, partitions: [] };
    this.#byId.set(id, topic);
    this.#byName.set(name, topic);
    return topic;
  }

  /** Takes a topic out, with what was kept of it. */
  remove(topicId: string): readonly Partition[] {
    const topic = this.#byId.get(topicId);
    if (topic === undefined) return [];
    this.#byId.delete(topicId);
    this.#byName.delete(topic.name);
    return topic.partitions.filter((partition) => partition !== null);
  }
}

function found(topic: HostedTopic | undefined, index: number): Partition | number | null {
  const partition = topic?.partitions[index];
  if (partition === undefined) return null;
  return partition ?? errorCode.NOT_LEADER_OR_FOLLOWER;
}
