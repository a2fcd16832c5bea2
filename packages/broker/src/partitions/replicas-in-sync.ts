import { isActive, type MetadataChanges, type MetadataImage, type ReplicasInSync } from "@ottla/cluster";

/**
 * Replicas on brokers of this process that stand outside the ISR though one of these brokers leads: they share its log, so
 * that they have all it has. Looks at the partitions that a change concerns; a broker by itself has nobody to wait for.
 */
export function replicasInSync(
  { topics, cluster }: MetadataImage,
  changes: MetadataChanges,
  brokerIds: readonly number[],
): ReplicasInSync[] {
  if (brokerIds.length === 1) return [];
  const { created, changed } = changes.topics;
  const concerned =
    changes.brokers.size > 0 ? topics.byId.values() : [...created, ...changed.map(({ after }) => after)];
  const caughtUp: ReplicasInSync[] = [];
  for (const { id: topicId, partitions } of concerned) {
    for (const [partition, { leader, isr, replicas }] of partitions.entries()) {
      if (!brokerIds.includes(leader)) continue;
      const joining = replicas.filter(
        (id) => brokerIds.includes(id) && !isr.includes(id) && isActive(cluster.brokers.get(id)),
      );
      if (joining.length > 0) caughtUp.push({ topicId, partition, replicas: joining });
    }
  }
  return caughtUp;
}
