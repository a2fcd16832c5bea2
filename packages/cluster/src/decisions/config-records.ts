import { type ConfigResource, type ConfigValues, configResourceTypes } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";

/** New values by setting; null takes the setting away. */
export type ConfigChanges = ReadonlyMap<string, string | null>;

/** The setting that decides which replicas are eligible as leaders (KIP-966). */
export const minInSyncReplicas = "min.insync.replicas";

/**
 * The records of a change. Settings of brokers are written even where they stay what they are: brokers then load files
 * again that a setting names, such as a key store (KAFKA-14136).
 */
export function changedConfigRecords(
  resource: ConfigResource,
  before: ConfigValues,
  changes: ConfigChanges,
): MetadataRecordInput[] {
  const records: MetadataRecordInput[] = [];
  for (const [name, value] of changes) {
    const isChanged = value !== (before.get(name) ?? null);
    if (!isChanged && resource.type !== configResourceTypes.broker) continue;
    records.push({
      kind: "config",
      version: 0,
      value: { resourceType: resource.type, resourceName: resource.name, name, value },
    });
  }
  return records;
}

/**
 * Who was eligible as leader under the old minimum of in-sync replicas may not be so under the new one: a change of it
 * clears them, those of one topic or of all. These records follow those of the change itself.
 */
export function clearElrRecords(changes: readonly MetadataRecordInput[]): MetadataRecordInput[] {
  const records: MetadataRecordInput[] = [];
  for (const { kind, value } of changes) {
    if (kind !== "config" || value.name !== minInSyncReplicas) continue;
    const topicName = value.resourceType === configResourceTypes.topic ? value.resourceName : "";
    records.push({ kind: "clearElr", version: 0, value: { topicName } });
  }
  return records;
}
