import type { MetadataChanges, MetadataImage, TopicImage } from "@ottla/cluster";
import type { ClusterTopic, ClusterTopics, TopicChanges } from "@ottla/coordinator";

/** The topics of the newest image, as group coordinators see them. */
export class ImageTopics implements ClusterTopics {
  readonly #image: () => MetadataImage;
  /** Made once for each version of a topic. */
  readonly #seen = new WeakMap<TopicImage, ClusterTopic>();

  constructor(image: () => MetadataImage) {
    this.#image = image;
  }

  byName(name: string): ClusterTopic | null {
    return this.#show(this.#image().topics.byName.get(name));
  }

  byId(topicId: string): ClusterTopic | null {
    return this.#show(this.#image().topics.byId.get(topicId));
  }

  names(): Iterable<string> {
    return this.#image().topics.byName.keys();
  }

  #show(topic: TopicImage | undefined): ClusterTopic | null {
    if (topic === undefined) return null;
    let shown = this.#seen.get(topic);
    if (shown === undefined) {
      shown = {
        name: topic.name,
        topicId: topic.id,
        partitionCount: topic.partitions.length,
        racksOf: (partition) => this.#racksOf(topic, partition),
      };
      this.#seen.set(topic, shown);
    }
    return shown;
  }

  #racksOf(topic: TopicImage, partition: number): readonly string[] {
    const { brokers } = this.#image().cluster;
    const racks = topic.partitions[partition]?.replicas.map((id) => brokers.get(id)?.rack ?? null) ?? [];
    return racks.filter((rack) => rack !== null);
  }
}

/** What group coordinators want to hear of a change; null: nothing. */
export function topicChangesOf({ topics }: MetadataChanges): TopicChanges | null {
  const { created, deleted, changed } = topics;
  const grown = changed.filter(({ before, after }) => !hasSameReplicas(before, after));
  if (created.length + deleted.length + grown.length === 0) return null;
  return {
    created: created.map(({ name }) => name),
    changed: grown.map(({ after }) => after.name),
    deleted: deleted.map(({ name, id }) => ({ name, topicId: id })),
  };
}

/** Who leads a partition is nothing to consumers' assignments. */
function hasSameReplicas(before: TopicImage, after: TopicImage): boolean {
  return (
    before.partitions.length === after.partitions.length &&
    after.partitions.every(({ replicas }, index) => {
      const known = before.partitions[index]!.replicas;
      return replicas.length === known.length && replicas.every((id, place) => id === known[place]);
    })
  );
}
