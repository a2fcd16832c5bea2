/**
 * The partition of `__consumer_offsets` that keeps a group: the absolute value of Java's hash of the id, modulo the
 * number of partitions that the topic has. Every Kafka broker computes the same.
 *
 * @example
 * groupPartition("my-group", 50) // 12
 */
export function groupPartition(groupId: string, partitionCount: number): number {
  let hash = 0;
  for (let index = 0; index < groupId.length; index += 1) hash = (31 * hash + groupId.charCodeAt(index)) | 0;
  // The one number whose absolute value is no int counts as 0.
  return hash === -0x80000000 ? 0 : Math.abs(hash) % partitionCount;
}
