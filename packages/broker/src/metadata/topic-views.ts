import type { BrokerRegistration, MetadataImage, TopicImage } from "@ottla/cluster";
import { type PartitionView, type ReachabilityRules, viewPartition } from "./cluster-view.ts";

/** A partition in the order in which Metadata lists it. */
export type IndexedPartitionView = PartitionView & { readonly partitionIndex: number };

type Brokers = ReadonlyMap<number, BrokerRegistration>;
/** By topic, and then by what else a view depends on: there are as few of those as listeners and ways to tell. */
type Views = WeakMap<TopicImage, Map<string, readonly IndexedPartitionView[]>>;

/**
 * Views by the images that they were made from. Images never change, and an image shares with the one before whatever stayed
 * as it was; so a view holds for as long as its topic and the brokers do, and goes when they go. Clients ask for all topics
 * every few minutes, and all at once after a broker has gone: what one of them is told is told to the next as well.
 */
const viewsByBrokers = new WeakMap<Brokers, Views>();

/** The partitions of a topic as they show on a listener. They are shared: whoever gets them leaves them as they are. */
export function viewTopic(
  image: MetadataImage,
  topic: TopicImage,
  listenerName: string,
  rules: ReachabilityRules,
): readonly IndexedPartitionView[] {
  const key = `${rules.hidesUnreachable} ${rules.tellsMissingListener} ${listenerName}`;
  const views = viewsOf(image.cluster.brokers, topic);
  const known = views.get(key);
  if (known !== undefined) return known;
  const view = topic.partitions.map((partition, partitionIndex) => ({
    partitionIndex,
    ...viewPartition(image, partition, listenerName, rules),
  }));
  views.set(key, view);
  return view;
}

function viewsOf(brokers: Brokers, topic: TopicImage): Map<string, readonly IndexedPartitionView[]> {
  let byTopic = viewsByBrokers.get(brokers);
  if (byTopic === undefined) {
    byTopic = new WeakMap();
    viewsByBrokers.set(brokers, byTopic);
  }
  let views = byTopic.get(topic);
  if (views === undefined) {
    views = new Map();
    byTopic.set(topic, views);
  }
  return views;
}
