/** Which version of a record a metadata version wants (`MetadataVersion`). */

export function partitionRecordVersion(metadataVersion: number): number {
  if (metadataVersion >= 23) return 2;
  return metadataVersion >= 17 ? 1 : 0;
}

export function partitionChangeRecordVersion(metadataVersion: number): number {
  return partitionRecordVersion(metadataVersion);
}

export function registerBrokerRecordVersion(metadataVersion: number): number {
  if (metadataVersion >= 30) return 4;
  if (metadataVersion >= 17) return 3;
  return metadataVersion >= 8 ? 2 : 1;
}

/** Directory ids of replicas (KIP-858). */
export function hasDirectoryAssignment(metadataVersion: number): boolean {
  return metadataVersion >= 17;
}

/** RegisterControllerRecord (KIP-919). */
export function hasControllerRegistration(metadataVersion: number): boolean {
  return metadataVersion >= 15;
}

/** BeginTransactionRecord and its like (KIP-868). */
export function hasMetadataTransactions(metadataVersion: number): boolean {
  return metadataVersion >= 13;
}

/** SCRAM credentials in the metadata log (KIP-900). */
export function hasScram(metadataVersion: number): boolean {
  return metadataVersion >= 11;
}

/** Log directories that take no new replicas (KIP-1066). */
export function hasCordonedDirectories(metadataVersion: number): boolean {
  return metadataVersion >= 30;
}
