import {
  isActive,
  isReassigning,
  type MetadataChanges,
  type MetadataImage,
  type ReplicasInSync,
} from "@ottla/cluster";

/** Replicas that may join the ISR. */
export interface CaughtUp {
  readonly atOnce: readonly ReplicasInSync[];
  /** Of partitions that are being moved: in a cluster of several processes followers would copy them first. */
  readonly inAMoment: readonly ReplicasInSync[];
}

const nobody: CaughtUp = { atOnce: [], inAMoment: [] };

/**
 * Replicas on brokers of this process that stand outside the ISR though one of these brokers leads: they share its log, so
 * that they have all it has. Looks at the partitions that a change concerns; a broker by itself has nobody to wait for.
 */
export function replicasInSync(
  { topics, cluster }: MetadataImage,
  changes: MetadataChanges,
  brokerIds: readonly number[],
): CaughtUp {
  if (brokerIds.length === 1) return nobody;
  const { created, changed } = changes.topics;
  const concerned =
    changes.brokers.size > 0 ? topics.byId.values() : [...created, ...changed.map(({ after }) => after)];
  const atOnce: ReplicasInSync[] = [];
  const inAMoment: ReplicasInSync[] = [];
  for (const { id: topicId, partitions } of concerned) {
    for (const [partition, image] of partitions.entries()) {
      const { leader, isr, replicas } = image;
      if (!brokerIds.includes(leader)) continue;
      const joining = replicas.filter(
        (id) => brokerIds.includes(id) && !isr.includes(id) && isActive(cluster.brokers.get(id)),
      );
      if (joining.length === 0) continue;
      (isReassigning(image) ? inAMoment : atOnce).push({ topicId, partition, replicas: joining });
    }
  }
  return { atOnce, inAMoment };
}
