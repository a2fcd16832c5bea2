/** `partition.metadata`: the id of the topic that a partition's directory belongs to (KIP-516). */
export function encodePartitionMetadata(topicId: string): string {
  return `version: 0\ntopic_id: ${topicId}`;
}

/** The topic id, or null where the text is not what it should be. */
export function decodePartitionMetadata(text: string): string | null {
  return /^version: 0\ntopic_id: ([A-Za-z0-9_-]{22})\s*$/.exec(text)?.[1] ?? null;
}
