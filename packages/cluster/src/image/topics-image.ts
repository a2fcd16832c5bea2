import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import { DraftMap } from "./draft-map.ts";
import { MetadataFault } from "./metadata-fault.ts";
import {
  changedPartition,
  type PartitionImage,
  partitionOf,
  partitionRecordOf,
  partitionWithoutElr,
} from "./partition-image.ts";
import { partitionRecordVersion } from "./record-versions.ts";

export interface TopicImage {
  readonly name: string;
  readonly id: string;
  /** By partition id: there are no gaps. */
  readonly partitions: readonly PartitionImage[];
}

export interface TopicsImage {
  readonly byName: ReadonlyMap<string, TopicImage>;
  readonly byId: ReadonlyMap<string, TopicImage>;
}

export const noTopics: TopicsImage = { byName: new Map(), byId: new Map() };

/** What happened to topics between two images. A topic deleted and made again under its name is both (KAFKA-19497). */
export interface TopicChanges {
  readonly created: readonly TopicImage[];
  readonly deleted: readonly TopicImage[];
  readonly changed: readonly { readonly before: TopicImage; readonly after: TopicImage }[];
}

export class TopicsDraft {
  readonly #before: TopicsImage;
  readonly #byName: DraftMap<string, TopicImage>;
  readonly #byId: DraftMap<string, TopicImage>;
  /** Partitions of the topics that were touched, by topic id. They go into new topics at the end. */
  readonly #partitions = new Map<string, PartitionImage[]>();
  readonly #touched = new Set<string>();

  constructor(before: TopicsImage) {
    this.#before = before;
    this.#byName = new DraftMap(before.byName);
    this.#byId = new DraftMap(before.byId);
  }

  create({ name, topicId }: RecordValue<"topic">): void {
    const existing = this.#byName.get(name);
    if (existing !== undefined) {
      throw new MetadataFault(`topic ${name} (${existing.id}) is created once more, with id ${topicId}`);
    }
    this.#put({ name, id: topicId, partitions: [] });
  }

  remove({ topicId }: RecordValue<"removeTopic">): TopicImage {
    const topic = this.#known(topicId);
    this.#byId.delete(topicId);
    this.#byName.delete(topic.name);
    this.#partitions.delete(topicId);
    this.#touched.add(topicId);
    return topic;
  }

  setPartition(record: RecordValue<"partition">): void {
    this.#partitionsOf(record.topicId)[record.partitionId] = partitionOf(record);
  }

  changePartition(record: RecordValue<"partitionChange">): void {
    const partitions = this.#partitionsOf(record.topicId);
    const before = partitions[record.partitionId];
    if (before === undefined) {
      throw new MetadataFault(
        `partition ${record.partitionId} of topic ${record.topicId} changes, but is not there`,
      );
    }
    partitions[record.partitionId] = changedPartition(before, record);
  }

  /** An empty name means all topics. */
  clearElr({ topicName }: RecordValue<"clearElr">): void {
    const topics = topicName === "" ? [...this.#byName.values()] : [this.#named(topicName)];
    for (const { id } of topics) {
      const current = this.#partitions.get(id) ?? this.#known(id).partitions;
      const cleared = current.map(partitionWithoutElr);
      if (cleared.some((partition, index) => partition !== current[index])) {
        this.#touched.add(id);
        this.#partitions.set(id, cleared);
      }
    }
  }

  finish(): TopicsImage {
    for (const [id, partitions] of this.#partitions) {
      const topic = this.#known(id);
      for (let partitionId = 0; partitionId < partitions.length; partitionId++) {
        if (partitions[partitionId] === undefined) {
          throw new MetadataFault(`topic ${topic.name} has no partition ${partitionId}, but later ones`);
        }
      }
      this.#put({ ...topic, partitions });
    }
    this.#partitions.clear();
    return { byName: this.#byName.finish(), byId: this.#byId.finish() };
  }

  /** What differs from the image before. To be asked after {@link finish}. */
  changes(): TopicChanges {
    const created: TopicImage[] = [];
    const deleted: TopicImage[] = [];
    const changed: { before: TopicImage; after: TopicImage }[] = [];
    for (const id of this.#touched) {
      const before = this.#before.byId.get(id);
      const after = this.#byId.get(id);
      if (before === undefined && after !== undefined) created.push(after);
      if (before !== undefined && after === undefined) deleted.push(before);
      if (before !== undefined && after !== undefined) changed.push({ before, after });
    }
    return { created, deleted, changed };
  }

  #put(topic: TopicImage): void {
    this.#touched.add(topic.id);
    this.#byId.set(topic.id, topic);
    this.#byName.set(topic.name, topic);
  }

  #partitionsOf(topicId: string): PartitionImage[] {
    const draft = this.#partitions.get(topicId);
    if (draft !== undefined) return draft;
    const partitions = [...this.#known(topicId).partitions];
    this.#partitions.set(topicId, partitions);
    this.#touched.add(topicId);
    return partitions;
  }

  #known(topicId: string): TopicImage {
    const topic = this.#byId.get(topicId);
    if (topic === undefined)
      throw new MetadataFault(`a record is about topic ${topicId}, which is not there`);
    return topic;
  }

  #named(name: string): TopicImage {
    const topic = this.#byName.get(name);
    if (topic === undefined) throw new MetadataFault(`a record is about topic ${name}, which is not there`);
    return topic;
  }
}

export function* topicRecords(topics: TopicsImage, metadataVersion: number): Generator<MetadataRecordInput> {
  const version = partitionRecordVersion(metadataVersion);
  for (const topic of topics.byId.values()) {
    yield { kind: "topic", version: 0, value: { name: topic.name, topicId: topic.id } };
    for (const [partitionId, partition] of topic.partitions.entries()) {
      yield partitionRecordOf(topic.id, partitionId, partition, version);
    }
  }
}
