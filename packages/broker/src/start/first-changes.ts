import type { MetadataChanges, MetadataImage } from "@ottla/cluster";

/** What the first image is, seen as a change of one with nothing in it. */
export function firstChanges({
  topics,
  configs,
  cluster,
  clientQuotas,
  scram,
}: MetadataImage): MetadataChanges {
  return {
    topics: { created: [...topics.byId.values()], deleted: [], changed: [] },
    configs: Array.from(configs.entries(), ({ resource }) => resource),
    brokers: new Set(cluster.brokers.keys()),
    clientQuotas: Array.from(clientQuotas.values(), ({ entity }) => entity),
    scramUsers: new Set(scram.keys()),
    hasFeatures: true,
    hasAcls: true,
    hasDelegationTokens: true,
  };
}
