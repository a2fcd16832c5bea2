import { featureNames } from "../features/features.ts";
import { configResourceTypes } from "../image/config-image.ts";
import { hasMetadataTransactions } from "../image/record-versions.ts";
import type { MetadataRecordInput } from "../records/index.ts";

export interface ActivationContext {
  /** Null: the log says nothing yet, or nothing that counts. */
  readonly metadataVersion: number | null;
  /** Whether a controller stopped in the middle of a metadata transaction. */
  readonly isTransactionOpen: boolean;
  /** What a new cluster begins with. */
  readonly bootstrap: readonly MetadataRecordInput[];
  /** `min.insync.replicas` of the broker's own configuration. */
  readonly minInsyncReplicas: number;
}

/**
 * The first records of a controller that has become active (`ActivationRecordsGenerator`): an unfinished transaction
 * ends, and a new cluster gets what it begins with. With eligible leader replicas, `min.insync.replicas` becomes a setting
 * of the cluster, because all controllers must agree on it (KIP-966).
 */
export function activationRecords(context: ActivationContext): MetadataRecordInput[] {
  const records: MetadataRecordInput[] = [];
  if (context.isTransactionOpen) {
    records.push({ kind: "abortTransaction", version: 0, value: { reason: "Controller failover" } });
  }
  if (context.metadataVersion !== null) return records;

  const isTransactional = hasMetadataTransactions(
    bootstrapLevel(context.bootstrap, featureNames.metadataVersion),
  );
  if (isTransactional) {
    records.push({ kind: "beginTransaction", version: 0, value: { name: "Bootstrap records" } });
  }
  records.push(...context.bootstrap);
  if (bootstrapLevel(context.bootstrap, featureNames.eligibleLeaderReplicasVersion) > 0) {
    records.push({
      kind: "config",
      version: 0,
      value: {
        resourceType: configResourceTypes.broker,
        resourceName: "",
        name: "min.insync.replicas",
        value: String(context.minInsyncReplicas),
      },
    });
  }
  if (isTransactional) records.push({ kind: "endTransaction", version: 0, value: {} });
  return records;
}

function bootstrapLevel(bootstrap: readonly MetadataRecordInput[], name: string): number {
  for (const record of bootstrap) {
    if (record.kind === "featureLevel" && record.value.name === name) return record.value.featureLevel;
  }
  return 0;
}
