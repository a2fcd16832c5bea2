/** A topic of a response whose partitions have an error code each. */
export interface TopicResult {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: { partitionIndex: number; errorCode: number }[];
}

/**
 * Results per topic and partition, in the order in which Apache Kafka puts them: what is refused before the group is
 * asked comes first, and what the group says about the same topic is put behind it.
 */
export class PartitionResults {
  readonly #topics: TopicResult[] = [];
  readonly #byName = new Map<string, TopicResult>();

  get topics(): TopicResult[] {
    return this.#topics;
  }

  /**
   * Where what the group says about a topic goes. The group's answer is taken as it is where nothing was refused before: a
   * topic that is named twice is then told twice.
   */
  forGroup(): (topic: { readonly name: string; readonly topicId: string }) => TopicResult {
    return this.#topics.length === 0 ? (topic) => this.#begin(topic) : (topic) => this.addTopic(topic);
  }

  /** A topic with what there is to say about its partitions: nothing yet. */
  addTopic(topic: { readonly name: string; readonly topicId: string }): TopicResult {
    // A topic that is named by an id that nobody knows has no name.
    const key = topic.name === "" ? topic.topicId : topic.name;
    let result = this.#byName.get(key);
    if (result === undefined) {
      result = this.#begin(topic);
      this.#byName.set(key, result);
    }
    return result;
  }

  #begin({ name, topicId }: { readonly name: string; readonly topicId: string }): TopicResult {
    const result: TopicResult = { name, topicId, partitions: [] };
    this.#topics.push(result);
    return result;
  }

  add(
    topic: { readonly name: string; readonly topicId: string },
    partitionIndex: number,
    errorCode: number,
  ): void {
    this.addTopic(topic).partitions.push({ partitionIndex, errorCode });
  }
}
