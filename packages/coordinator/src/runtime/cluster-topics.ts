/** The topics of the cluster, as coordinators see them: a view that is always up to date. */
export interface ClusterTopics {
  byName(name: string): ClusterTopic | null;
  byId(topicId: string): ClusterTopic | null;
  names(): Iterable<string>;
}

export interface ClusterTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitionCount: number;
  /** Racks of the brokers that hold a partition; none where the brokers have none. */
  racksOf(partition: number): readonly string[];
}

/** What a change of the cluster's metadata did to topics. */
export interface TopicChanges {
  readonly created: readonly string[];
  /** Partitions, or the racks that they are on, changed. */
  readonly changed: readonly string[];
  readonly deleted: readonly { readonly name: string; readonly topicId: string }[];
}
